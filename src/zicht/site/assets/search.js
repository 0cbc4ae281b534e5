// Searches the index of this site; asks nothing of any other host.
const form = document.getElementById("search");
const field = document.getElementById("q");
const said = document.getElementById("search-said");
const found = document.getElementById("search-found");
const kinds = document.getElementById("search-kinds");
const { up, lang, none, some, more, also, fault, all } = form.dataset;
const STEP = 10;
let turn = 0;

const index = import(up + "search/pagefind.js").then(async (pagefind) => {
  await pagefind.init();
  return pagefind;
});
const synonyms = fetch(up + "synonyms/" + lang + ".json").then((answer) => answer.json()).catch(() => ({}));

// The question itself, and the question with each known term in it replaced by its synonyms.
function wider(question, terms) {
  const plain = " " + question.toLowerCase().replace(/[?!.,;:]+/g, " ").replace(/\s+/g, " ").trim() + " ";
  const others = [];
  for (const [term, list] of Object.entries(terms)) {
    if (plain.includes(" " + term + " ")) {
      for (const other of list) others.push(plain.replace(" " + term + " ", " " + other + " ").trim());
    }
  }
  return [...new Set(others)];
}

async function ask(question) {
  const mine = ++turn;
  found.replaceChildren();
  kinds.hidden = true;
  said.textContent = "";
  if (!question.trim()) return;
  try {
    const [pagefind, terms] = await Promise.all([index, synonyms]);
    const others = wider(question, terms);
    const answers = await Promise.all([question, ...others].map((words) => pagefind.search(words)));
    if (mine !== turn) return;
    const best = new Map();
    answers.forEach((answer, at) => {
      for (const result of answer.results) {
        const score = result.score * (at ? 0.9 : 1);
        const before = best.get(result.id);
        if (!before || before.score < score) best.set(result.id, { result, score });
      }
    });
    const ranked = [...best.values()].sort((a, b) => b.score - a.score);
    const data = await Promise.all(ranked.slice(0, 60).map((one) => one.result.data()));
    if (mine !== turn) return;
    said.textContent = ranked.length ? some + ranked.length + "." + (others.length ? " " + also + others.join(", ") + "." : "") : none;
    offerKinds(data);
    show(data, STEP);
  } catch {
    said.textContent = fault;
  }
}

function offerKinds(data) {
  const counts = new Map();
  for (const one of data) counts.set(one.meta.kind, (counts.get(one.meta.kind) || 0) + 1);
  kinds.replaceChildren();
  kinds.hidden = counts.size < 2;
  const choices = [[all, data.length], ...[...counts].sort()];
  choices.forEach(([name, n], at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name + " (" + n + ")";
    button.setAttribute("aria-pressed", String(at === 0));
    button.addEventListener("click", () => {
      for (const other of kinds.children) other.setAttribute("aria-pressed", String(other === button));
      show(at === 0 ? data : data.filter((one) => one.meta.kind === name), STEP);
    });
    kinds.append(button);
  });
}

function show(data, n) {
  found.replaceChildren(...data.slice(0, n).map(entry));
  if (data.length > n) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = more;
    button.addEventListener("click", () => {
      show(data, n + STEP);
      found.children[n].querySelector("a").focus();
    });
    item.className = "more-found";
    item.append(button);
    found.append(item);
  }
}

function entry(one) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = up + one.url.replace(/^.*?(?=(nl|en)\/)/, "");
  link.textContent = one.meta.title;
  const kind = document.createElement("span");
  kind.className = "kicker";
  kind.textContent = one.meta.kind;
  const words = document.createElement("p");
  words.textContent = one.meta.summary;
  item.append(kind, link, words);
  return item;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const address = new URL(location.href);
  address.searchParams.set("q", field.value);
  history.replaceState(null, "", address);
  ask(field.value);
});
let pause;
field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => ask(field.value), 200);
});
const question = new URLSearchParams(location.search).get("q");
if (question) {
  field.value = question;
  ask(question);
}
