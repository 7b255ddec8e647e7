// Runs before the page is painted (a plain script in the head), so that a chosen theme never flashes in late.
{
  const choice = localStorage.getItem("theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
}
