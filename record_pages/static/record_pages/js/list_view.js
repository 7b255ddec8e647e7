// The order of a list view's columns: each has two buttons that move it, so nothing needs dragging.

const columns = document.querySelector("[data-columns]");

for (const button of columns.querySelectorAll("[data-move]")) button.hidden = false;

columns.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (!button) return;
  const item = button.closest("li");
  if (button.dataset.move === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
});
