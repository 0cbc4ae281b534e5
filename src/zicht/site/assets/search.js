// Searches the index of this site; asks nothing of any other host.
const form = document.getElementById("search");
const field = document.getElementById("q");
const said = document.getElementById("search-said");
const found = document.getElementById("search-found");
const kinds = document.getElementById("search-kinds");
const facets = document.getElementById("search-facets");
const fold = document.getElementById("search-fold");
const picked = document.getElementById("search-chosen");
const whole = document.getElementById("search-organisation");
const clear = document.getElementById("search-clear");
const choices = [...facets.querySelectorAll("select")];
const { up, lang, none, noneChosen, some, first, more, also, spelt, fault, all, organisation, kindName } = form.dataset;
const STEP = 10;
const MOST = 80; // pages of which words are fetched
const OTHER = 0.6; // how much another name of a thing counts
const ABOUT = 0.8; // how much a page about a year counts, against one that names it most
const EVEN = 0.75; // below 1, so that short pages do not outshine all others
const ENDING = 3; // letters by which forms of a word differ
const PLACE = { key: 1.4, aside: 0.8 }; // a figure of the cards counts more, one that no indicator measures less
const NAMED = 1.3; // how much more a page counts that is called as what is asked
const NUMBER = 1.5; // how much more a figure counts when a number is asked
const SIZE = 400; // pages among which a word is rare or not
// Measured with bench/search.py on the questions of bench/search_questions.csv.
const RANKING = { pageLength: 0.3, termSaturation: 1.4, termFrequency: 1.0 };
let turn = 0;

const index = import(up + "search/pagefind.js").then(async (pagefind) => {
  await pagefind.options({ ranking: RANKING });
  await pagefind.init();
  await pagefind.filters(); // from here on every answer counts what it holds
  return pagefind;
});
let spelling; // words of titles, fetched when a word of a question is found nowhere
const synonyms = fetch(up + "synonyms/" + lang + ".json").then((answer) => answer.json()).catch(() => ({}));

// Words that say nothing about the subject. A question is asked word by word, so that no word is lost and none is needed.
const SILENT = {
  nl: "aan al als alle bij dan dat de den der deze die dit door een en er het hebben heeft hoe hoeveel ik in is kan komt maar me met mijn moet na naar niet nog of om onder ons ook op over per te tegen tot tussen uit van vaak veel voor waar waarom wanneer wat wel welke werd wie word worden wordt zei zijn zich zo zal verschil betekent aantal cijfers gaat gaan ging gebeurt gebeuren doet doen vindt vinden krijgt krijgen kreeg laat maakt maken staat zit weer iemand mag vaker getal getallen nederland".split(" "),
  en: "a about all an and any are as at be been by can did do does for from has have how i in is it its many me much my not of on or our per so than that the their there these they this to tell was we were what when where which who why will with you difference mean number figures between say said happen happens happened get gets got give make take think would could should come netherlands".split(" "),
};

function plain(words) {
  return words.toLowerCase().normalize("NFC").replace(/[^\p{L}\p{N}\/-]+/gu, " ").trim();
}

// The question as parts: the longest known terms first, then the words that are left; each with what else it is called.
function parts(question, terms) {
  const words = plain(question).split(" ").filter(Boolean);
  const known = new Map(Object.entries(terms).map(([term, others]) => [plain(term), others]));
  const found = [];
  for (let at = 0; at < words.length; ) {
    const joined = words.slice(at, at + 2).join("");
    if (at + 1 < words.length && known.has(joined)) {
      found.push(named(joined, known));
      at += 2;
      continue;
    }
    let size = Math.min(5, words.length - at);
    while (size > 0 && !known.has(words.slice(at, at + size).join(" "))) size--;
    const term = words.slice(at, at + Math.max(size, 1)).join(" ");
    const silent = size < 2 && SILENT[lang].includes(term);
    for (const one of silent ? [] : size ? [term] : inParts(term, known)) found.push(named(one, known));
    at += Math.max(size, 1);
  }
  return found;
}

// A term with what else it is called. One that stands on no page, to which those others do not lead, would be found by its
// first letters only: the others stand for it.
function named(term, known) {
  const others = known.get(term) || [];
  const stands = others.some((other) => (known.get(plain(other)) || []).some((one) => plain(one) === term));
  return others.length && !stands ? { term, own: others, others: [] } : { term, own: [term], others };
}

const LINKED = /(ing|heid|teit|schap)$/; // a noun that takes an s before what it is joined to
// A compound that starts with a known term is asked as its two parts: mensenhandelslachtoffers as mensenhandel, slachtoffers.
function inParts(word, known) {
  for (let at = word.length - 4; at > 3; at--) {
    const [head, rest] = [word.slice(0, at), word.slice(at)];
    if (!known.has(head)) continue;
    const tail = LINKED.test(head) && rest.startsWith("s") ? rest.slice(1) : rest;
    if ((head.length > 4 && tail.length > 4) || known.has(tail)) return [head, tail];
  }
  return [word];
}

const YEAR = /^(19|20)\d\d$/;

// A year is asked of pages that say something about it, and less of those in which its digits only stand.
async function ofYear(pagefind, year) {
  const [about, written] = await Promise.all([pagefind.search(null, { filters: { year } }), pagefind.search(year)]);
  const best = new Map(about.results.map((result) => [result.id, { result, score: ABOUT }]));
  const top = Math.max(...written.results.map((one) => one.score), 0);
  for (const result of written.results) {
    const score = (result.score / top) * (best.has(result.id) ? 1 : OTHER);
    if (score > (best.get(result.id)?.score || 0)) best.set(result.id, { result, score });
  }
  best.counts = together([about.filters]);
  return best;
}

// How many letters two words differ by; more than the most is not counted further.
function apart(word, other, most) {
  if (Math.abs(word.length - other.length) > most) return most + 1;
  let before = [];
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= word.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = word[i - 1] === other[j - 1];
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
      const turned = i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1];
      if (turned) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return row[other.length];
}

// A word that is found nowhere may be misspelt: the nearest word of a title or of the list of terms is asked instead.
async function respelt(term, terms) {
  if (!/^\p{L}{5,}$/u.test(term)) return "";
  spelling ||= fetch(up + "spelling/" + lang + ".json").then((answer) => answer.json()).catch(() => []);
  const most = term.length > 7 ? 2 : 1;
  let best = { word: "", distance: most + 1 };
  for (const word of [...(await spelling), ...Object.keys(terms)]) {
    const distance = apart(term, plain(word), most);
    if (distance < best.distance) best = { word, distance };
  }
  return best.word;
}

// Results of a part: its own words count whole, other names for it a little less, and it may be many words.
async function resultsOf(pagefind, part) {
  if (YEAR.test(part.term)) return ofYear(pagefind, part.term);
  const best = new Map();
  const names = [...part.own, ...part.others];
  const answers = await Promise.all(names.map((name) => pagefind.search(name)));
  best.counts = together(answers.map((answer) => answer.filters));
  answers.forEach((answer, at) => {
    const top = Math.max(...answer.results.map((one) => one.score), 0);
    for (const result of answer.results) {
      const score = (result.score / top) ** EVEN * (at < part.own.length ? 1 : OTHER);
      const before = best.get(result.id);
      if (!before || before.score < score) best.set(result.id, { result, score });
    }
  });
  return best;
}

// What the reader chose to narrow the answers by, as filters of the index.
function chosen() {
  return Object.fromEntries(choices.filter((choice) => choice.value).map((choice) => [choice.dataset.filter, choice.value]));
}

// Offers of each facet what the answers hold: years newest first, names by the alphabet; what was chosen stays.
function offer(counts) {
  for (const choice of choices) {
    const names = new Set(Object.entries(counts[choice.dataset.filter] || {}).filter(([, n]) => n).map(([name]) => name));
    if (choice.value) names.add(choice.value);
    const order = [...names].sort((a, b) => (/^\d{8}$/.test(a + b) ? b - a : a.localeCompare(b, lang)));
    const before = choice.value;
    if (order.join() === choice.dataset.offered) continue;
    choice.dataset.offered = order.join();
    choice.replaceChildren(choice.options[0], ...order.map((name) => new Option(name, name)));
    choice.value = before;
  }
  fold.hidden = false;
}

function together(all) {
  const counts = {};
  for (const one of all) {
    for (const [filter, values] of Object.entries(one || {})) {
      for (const [name, n] of Object.entries(values)) (counts[filter] ||= {})[name] = (counts[filter]?.[name] || 0) + n;
    }
  }
  return counts;
}

// Who narrows to an organisation is offered its page, on which everything of it stands together.
let pagesOf;
async function offerWhole(name, mine) {
  whole.hidden = true;
  if (!name) return;
  pagesOf ||= fetch(up + "organisations/" + lang + ".json").then((answer) => answer.json()).catch(() => ({}));
  const path = (await pagesOf)[name];
  if (!path || mine !== turn) return;
  whole.firstElementChild.href = up + path;
  whole.firstElementChild.textContent = organisation.replace("{name}", name);
  whole.hidden = false;
}

// The address says what is asked and chosen, so that an answer can be sent to somebody.
function remember(question) {
  const address = new URL(location.href);
  const values = [[field.name, question.trim()], [kindName, kind], ...choices.map((choice) => [choice.name, choice.value])];
  for (const [name, value] of values) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  if (address.href !== location.href) history.replaceState(null, "", address);
}

async function ask(question) {
  const mine = ++turn;
  const filters = chosen();
  const narrowed = Object.keys(filters).length > 0;
  found.replaceChildren();
  kinds.hidden = true;
  clear.hidden = !narrowed;
  picked.textContent = narrowed ? ": " + Object.values(filters).join(", ") : "";
  said.textContent = "";
  offerWhole(filters.organisation, mine);
  remember(question);
  try {
    const [pagefind, terms] = await Promise.all([index, synonyms]);
    const asked = parts(question, terms);
    const each = await Promise.all(asked.map((part) => resultsOf(pagefind, part)));
    const changed = [];
    for (const [at, part] of asked.entries()) {
      const other = each[at].size ? "" : await respelt(part.term, terms);
      if (!other) continue;
      changed.push(spelt.replace("{word}", part.term).replace("{other}", other));
      asked[at] = named(other, new Map(Object.entries(terms).map(([term, others]) => [plain(term), others])));
      each[at] = await resultsOf(pagefind, asked[at]);
    }
    const within = narrowed ? (await pagefind.search(null, { filters })).results : null;
    const every = asked.length ? null : await pagefind.filters();
    if (mine !== turn) return;
    offer(every || together(each.map((answer) => answer.counts)));
    if (!asked.length && !narrowed) {
      if (question.trim()) said.textContent = none;
      return;
    }
    if (!asked.length) each.push(new Map(within.map((result) => [result.id, { result, score: 1 }])));
    const best = new Map();
    each.forEach((answer) => {
      const rare = Math.log(1 + SIZE / Math.max(1, answer.size));
      for (const [id, one] of answer) {
        const before = best.get(id) || { result: one.result, score: 0, hits: 0 };
        before.score += one.score * rare;
        before.hits += 1;
        best.set(id, before);
      }
    });
    if (within) {
      const ids = new Set(within.map((result) => result.id));
      for (const id of best.keys()) if (!ids.has(id)) best.delete(id);
    }
    const size = Math.max(1, asked.length);
    for (const one of best.values()) one.near = one.score * (one.hits / size) ** 2;
    const others = asked.flatMap((part) => [...part.own.filter((name) => name !== part.term), ...part.others]);
    const ranked = [...best.values()].sort((a, b) => b.near - a.near);
    const near = ranked.slice(0, MOST);
    const data = await Promise.all(near.map((one) => one.result.data()));
    const own = asked.flatMap((part) => [part.term, ...part.own]).flatMap((name) => plain(name).split(" "));
    const names = new Set(asked.flatMap((part) => [part.term, ...part.own, ...part.others]).map(plain));
    const heard = { own, names, others: asked.flatMap((part) => part.others).flatMap((name) => plain(name).split(" ")) };
    data.forEach((one, at) => {
      const kind = plain(one.meta.kind);
      const named = asked.some((part) => same(part.term, kind)) ? 1 : 0;
      const hits = Math.min(size, near[at].hits + named);
      one.rank = near[at].score * (hits / size) ** 2 * (named ? 2 : 1) * weight(one, question, heard);
    });
    data.sort((a, b) => b.rank - a.rank);
    if (mine !== turn) return;
    const told = [...changed, some + ranked.length + "."];
    if (ranked.length > MOST) told.push(first.replace("{n}", MOST));
    if (others.length) told.push(also + others.join(", ") + ".");
    said.textContent = ranked.length ? told.join(" ") : narrowed ? noneChosen : none;
    offerKinds(data, question);
  } catch {
    said.textContent = fault;
  }
}

// Pages that say one thing come before pages that only mention it.
const LESS = /\/(activiteiten|activities|reflecties|reflections)\//;
const LISTS = /\/(media|organisaties|organisations|kerncijfers|key-figures)\//;
const MORE = /\/(gepubliceerde-cijfers|published-figures|cijfers|figures)\//;
const MEANING = /\/(begrippen|definitions)\//;
const ASKS_MEANING = /\b(wat is|wat zijn|wat betekent|begrip|verschil tussen|what is|what are|what does|meaning|definition)\b/;

const ASKS_NUMBER = /\b(hoeveel|aantal|aantallen|how many|number of)\b/;
const PART = /^(aandeel|deel|verandering|verschil|van elke|share|part|proportion|change|difference|of every)\b/i; // no number of people
const SHARE = /\b(aandeel|share|percentage)\b/i;
const ASKS_SHARE = /\b(aandeel|deel|procent|percentage|hoe vaak|share|part|percent|proportion|how often|rate)/;
const ASKS_HOW = /^(hoe word|hoe werk|hoe reken|hoe tel|waarom|how do|how is|how are|why)/;
const ASKS_WHY = /^(waarom|waardoor|hoe komt|why|what caused|how come)/;
const EVENT = /\/(gebeurtenissen|events)\//;
const METHOD = /\/(methoden|methods)\//;

// How much two words say the same: whole, but for an ending, or half, as a compound and its first part do.
function alike(word, other) {
  if (word === other) return 1;
  if (word.length < 5 || other.length < 5 || !(word.startsWith(other) || other.startsWith(word))) return 0;
  return Math.abs(word.length - other.length) <= ENDING ? 1 : 0.5;
}

function same(word, other) {
  return alike(word, other) > 0;
}

function weight(one, question, heard) {
  const asked = question.toLowerCase().trim();
  const title = plain(one.meta.title).split(" ").filter((word) => !SILENT[lang].includes(word));
  const said = title.map((word) => Math.max(0, ...heard.own.map((other) => alike(word, other)), ...heard.others.map((other) => alike(word, other) / 2)));
  let much = 1 + 2 * (said.reduce((sum, part) => sum + part, 0) / Math.max(1, title.length)) ** 2;
  const aside = LISTS.test(one.url) ? 0.5 : LESS.test(one.url) ? 0.7 : 1;
  if (!/(reflecti|activit|media|radio|organisati|advise|adviez|raad|commissie|overleg|werkgroep|pilot|proef|briefing|board|committee|group|kerncijfers|key figures)/.test(asked)) much *= aside;
  if (MORE.test(one.url)) much *= 1 + 0.2 * Math.log(1 + one.word_count / 60);
  if (MORE.test(one.url) && ASKS_NUMBER.test(asked) && !ASKS_HOW.test(asked) && !PART.test(one.meta.title)) much *= NUMBER;
  if (heard.names.has(plain(one.meta.title))) much *= NAMED;
  if (SHARE.test(one.meta.title) && !ASKS_SHARE.test(asked)) much *= 0.85;
  if (METHOD.test(one.url) && ASKS_HOW.test(asked)) much *= 2;
  if (EVENT.test(one.url) && ASKS_WHY.test(asked)) much *= 2;
  much *= PLACE[one.meta.place] || 1;
  if (MEANING.test(one.url)) much *= ASKS_MEANING.test(asked) ? 2.5 : 0.9;
  return much;
}

// Buttons for the kinds of page among the answers; the chosen one stays chosen while there are any of it.
function offerKinds(data, question) {
  const counts = new Map();
  for (const one of data) counts.set(one.meta.kind, (counts.get(one.meta.kind) || 0) + 1);
  if (!counts.has(kind)) kind = "";
  kinds.replaceChildren();
  kinds.hidden = counts.size < 2;
  const pick = () => {
    for (const button of kinds.children) button.setAttribute("aria-pressed", String(button.value === kind));
    show(kind ? data.filter((one) => one.meta.kind === kind) : data, STEP);
    remember(question);
  };
  for (const [name, n] of [["", data.length], ...[...counts].sort()]) {
    const button = document.createElement("button");
    button.type = "button";
    button.value = name;
    button.textContent = (name || all) + " (" + n + ")";
    button.addEventListener("click", () => {
      kind = name;
      pick();
    });
    kinds.append(button);
  }
  pick();
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

let pause;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause); // what is asked now is not asked again in a moment
  ask(field.value);
});
field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => ask(field.value), 200);
});
for (const choice of choices) choice.addEventListener("change", () => ask(field.value));
clear.addEventListener("click", () => {
  for (const choice of choices) choice.value = "";
  choices[0].focus();
  ask(field.value);
});
const address = new URLSearchParams(location.search);
field.value = address.get(field.name) || "";
let kind = address.get(kindName) || "";
for (const choice of choices) {
  const value = address.get(choice.name);
  if (value) choice.append(new Option(value, value, false, true));
}
fold.open = matchMedia("(min-width: 40rem)").matches; // on a telephone the answers stand before the choices
ask(field.value);
