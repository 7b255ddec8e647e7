// The frame's small behaviours: choosing the theme, dismissing notices, telling how old a list is.

const themeButtons = document.querySelectorAll("[data-choose-theme]");

function showTheme() {
  const theme = document.documentElement.dataset.theme ?? "system";
  for (const button of themeButtons) button.setAttribute("aria-pressed", String(button.dataset.chooseTheme === theme));
}

for (const button of themeButtons) {
  button.addEventListener("click", () => {
    const theme = button.dataset.chooseTheme;
    if (theme === "system") {
      localStorage.removeItem("theme");
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem("theme", theme);
      document.documentElement.dataset.theme = theme;
    }
    showTheme();
  });
}
showTheme();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  button?.closest(".notice").remove();
});

// A screen reader announces what is put into a live region, not what stood there when the page came.
const notices = document.querySelector(".notices");
if (notices) {
  const said = [...notices.children];
  notices.replaceChildren();
  requestAnimationFrame(() => notices.replaceChildren(...said));
}

const AGES = [[3600, "hour"], [60, "minute"]];
const wording = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });

function showAges() {
  for (const time of document.querySelectorAll("time[data-age]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    const [size, unit] = AGES.find(([size]) => seconds >= size) ?? [];
    if (size) time.textContent = wording.format(-Math.floor(seconds / size), unit);
  }
}
setInterval(showAges, 30_000);

// Back or forward shows a page as it was when it was left: whoever texted from it must see that, or texts again.
window.addEventListener("pageshow", (event) => {
  const [visit] = performance.getEntriesByType("navigation");
  if (event.persisted || visit?.type === "back_forward") htmx.trigger(document.body, "sms-changed");
});
