// Ticking rows: one tick for all of the page, and how many are ticked.

const all = document.querySelector("[data-choose-all]");
const count = document.querySelector("[data-chosen-count]");
const ticks = [...document.querySelectorAll("input[name=chosen]")];

function show() {
  const chosen = ticks.filter((tick) => tick.checked).length;
  all.checked = chosen === ticks.length;
  all.indeterminate = chosen > 0 && !all.checked;
  count.textContent = chosen ? `${count.dataset.some} ${chosen}` : count.dataset.none;
}

all.addEventListener("change", () => {
  for (const tick of ticks) tick.checked = all.checked;
  show();
});
for (const tick of ticks) tick.addEventListener("change", show);
show();
