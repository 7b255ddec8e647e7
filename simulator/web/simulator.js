// Keeps the page up to date without touching what is being typed.

const EVERY = 1500;
const $ = (id) => document.getElementById(id);
const onlyPhone = location.pathname.match(/^\/phone\/(.+)$/)?.[1];
const cards = new Map();
const SILENT = "The simulator does not answer. Is it still running?";
let latest = "";

const clone = (id) => $(id).content.firstElementChild.cloneNode(true);
const capitalised = (words) => (words === words.toUpperCase() ? words[0] + words.slice(1).toLowerCase() : words);

async function ask(path, method = "GET", body = undefined) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

function makeCard(number) {
  const card = clone("phone");
  const [link, texts, form] = [card.querySelector("a"), card.querySelector("ol"), card.querySelector("form")];
  link.textContent = number;
  link.href = `/phone/${number}`;
  texts.setAttribute("aria-label", `Texts on ${number}`);
  form.text.setAttribute("aria-label", `Answer from ${number}`);
  form.addEventListener("submit", (event) => answerFrom(number, card, event));
  card.bubbles = new Map();
  cards.set(number, card);
  return card;
}

async function answerFrom(number, card, event) {
  event.preventDefault();
  const { text } = event.target;
  const problem = card.querySelector(".problem");
  const typed = text.value;
  if (!typed.trim()) return;
  problem.textContent = text.value = "";
  try {
    await ask("/control/reply", "POST", { from: number, text: typed });
  } catch (error) {
    problem.textContent = error.message;
    text.value ||= typed;
  }
  look();
}

function showTexts(card, texts) {
  const list = card.querySelector("ol");
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const kept = new Set(texts.map(({ id }) => id));
  for (const [id, bubble] of card.bubbles) {
    if (!kept.has(id) && card.bubbles.delete(id)) bubble.remove();
  }
  const fresh = texts.filter(({ id }) => !card.bubbles.has(id));
  for (const { id, typed, text, with: other } of fresh) {
    const bubble = clone("bubble");
    bubble.classList.toggle("typed", typed);
    bubble.querySelector(".with").textContent = typed ? `to ${other || "nobody"}` : other;
    bubble.querySelector(".text").textContent = text;
    card.bubbles.set(id, bubble);
    list.append(bubble);
  }
  for (const { id, at, status } of texts) {
    const words = `${new Date(at).toLocaleTimeString()} · ${capitalised(status)}`;
    const line = card.bubbles.get(id).querySelector(".status");
    if (line.textContent !== words) line.textContent = words;
  }
  const sender = texts.findLast(({ typed }) => !typed)?.with ?? "";
  card.querySelector(".hint").hidden = !/[a-z]/i.test(sender);
  if (fresh.length && isAtEnd) list.scrollTop = list.scrollHeight;
}

function arrange(numbers) {
  const list = $("phones");
  const isInUse = (card) => card.contains(document.activeElement) || card.querySelector("input").value;
  for (const [number, card] of cards) {
    if (!numbers.includes(number) && !isInUse(card) && cards.delete(number)) card.remove();
  }
  // Moving a card would take the focus from it: nothing moves while someone is in the list, new phones come first.
  const wanted = numbers.map((number) => cards.get(number));
  if (list.contains(document.activeElement)) {
    list.prepend(...wanted.filter((card) => !card.isConnected));
  } else if (wanted.some((card, place) => list.children[place] !== card)) {
    list.prepend(...wanted);
  }
}

async function showPhones() {
  const search = $("number").value;
  const path = onlyPhone ? `/phones/${onlyPhone}` : `/phones?search=${encodeURIComponent(search)}`;
  const { phones } = await ask(path);
  if (search !== $("number").value) return; // typed on since
  phones.forEach(({ number }) => cards.has(number) || makeCard(number));
  arrange(phones.map(({ number }) => number));
  phones.forEach(({ number, texts }) => showTexts(cards.get(number), texts));
  $("empty").textContent = search ? "No phone has this number." : "No texts yet. Send one from the app.";
  $("empty").hidden = phones.some(({ texts }) => texts.length);
  announce(phones);
}

function announce(phones) {
  const received = phones.flatMap(({ number, texts }) => texts.map((text) => ({ ...text, number })));
  const newest = received.filter(({ typed }) => !typed).reduce((a, b) => (a.at > b.at ? a : b), { at: latest });
  if (latest && newest.at > latest) $("notice").textContent = `New text on ${newest.number}`;
  else if ($("notice").textContent === SILENT) $("notice").textContent = "";
  latest = newest.at || "-";
}

async function showState() {
  const { counts, misbehaving, faults, endings } = await ask("/control/state");
  $("counts").textContent =
    `Texts accepted: ${counts.accepted}, refused: ${counts.refused}. Answers typed: ${counts.replies}. ` +
    `Reports still to come: ${counts.under_way}.`;
  if (!$("fault").length) showFaults(faults, endings);
  const active = JSON.stringify(misbehaving);
  if ($("active").dataset.shown === active) return;
  $("active").dataset.shown = active;
  $("active").replaceChildren(...misbehaving.map(showActive));
}

function showFaults(faults, endings) {
  $("fault").append(...Object.keys(faults).map((name) => new Option(name)));
  const explain = () => ($("says").textContent = faults[$("fault").value]);
  $("fault").addEventListener("change", explain);
  explain();
  for (const [ending, name] of Object.entries(endings)) {
    const row = $("endings").insertRow();
    row.insertCell().textContent = ending;
    row.insertCell().textContent = faults[name];
  }
}

function showActive({ id, fault, to, times }) {
  const [item, button] = [document.createElement("li"), document.createElement("button")];
  const what = `${fault} for ${to ? `+${to}` : "all numbers"}, ${times ? `${times} more` : "until cleared"}`;
  button.textContent = "Stop";
  button.setAttribute("aria-label", `Stop ${what}`);
  button.addEventListener("click", () => ask(`/control/misbehave/${id}`, "DELETE").then(showState));
  item.append(what, button);
  return item;
}

async function misbehave(event) {
  event.preventDefault();
  $("refused").textContent = "";
  try {
    await ask("/control/misbehave", "POST", Object.fromEntries(new FormData(event.target)));
  } catch (error) {
    $("refused").textContent = error.message;
  }
  showState();
}

async function look() {
  try {
    await Promise.all([showPhones(), showState()]);
  } catch {
    $("notice").textContent = SILENT;
  }
}

async function keepLooking() {
  if (!document.hidden) await look();
  setTimeout(keepLooking, EVERY);
}

document.body.classList.toggle("one", Boolean(onlyPhone));
$("search").hidden = $("misbehaviour").hidden = Boolean(onlyPhone);
$("back").hidden = !onlyPhone;
if (onlyPhone) document.title = `${decodeURIComponent(onlyPhone)} - Mitto simulator`;
$("search").addEventListener("submit", (event) => event.preventDefault());
$("number").addEventListener("input", look);
$("misbehave").addEventListener("submit", misbehave);
keepLooking();
