// Searches the dictionary in a published folder: loads only the shards that the words lead to. Without it,
// the page says where the whole list is.
"use strict";

(() => {
  const page = document.getElementById("finding");
  if (!page) return;
  const said = page.dataset;
  const MOST = 50;
  const loaded = new Map();

  const load = (name) => {
    if (!loaded.has(name)) {
      loaded.set(name, fetch(said.folder + name).then((answer) => {
        if (!answer.ok) throw new Error(name);
        return answer.json();
      }));
    }
    return loaded.get(name);
  };

  const folded = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const words = (text) => folded(text).match(/[\p{L}\p{N}]+/gu) || [];

  const root = (word) =>
    word.length < 4 ? word : word.replace(/ies$/, "y").replace(/(sses|shes|ches|xes)$/, (end) => end.slice(0, -2)).replace(/([^s])s$/, "$1");

  const shard = (word, count) => {
    const second = word.length > 1 ? word.charCodeAt(1) : 0;
    return (word.charCodeAt(0) * 31 + second) % count;
  };

  // What a word of the index is worth for a word that was typed: the word itself, another number, a beginning.
  const fit = (term, typed) => {
    if (term === typed) return 1;
    if (root(term) === root(typed)) return 0.9;
    return term.startsWith(typed) ? 0.5 + (0.3 * typed.length) / term.length : 0;
  };

  const scored = async (typed, about) => {
    const terms = await load("words-" + String(shard(typed, about.shards)).padStart(3, "0") + ".json");
    const best = new Map();
    for (const [term, postings] of Object.entries(terms)) {
      const worth = fit(term, typed);
      if (!worth) continue;
      const rarity = Math.log(1 + about.count / (postings.length / 2));
      for (let at = 0; at < postings.length; at += 2) {
        const score = worth * rarity * postings[at + 1] / (40 + postings[at + 1]);
        if (score > (best.get(postings[at]) || 0)) best.set(postings[at], score);
      }
    }
    return best;
  };

  const find = async (text) => {
    const about = await load("about.json");
    const typed = [...new Set(words(text))].filter((word) => !about.stops.includes(word)).slice(0, 12);
    const each = await Promise.all(typed.map((word) => scored(word, about)));
    const total = new Map();
    for (const best of each) for (const [number, score] of best) total.set(number, [(total.get(number) || [0, 0])[0] + score, (total.get(number) || [0, 0])[1] + 1]);
    const all = [...total].filter(([, [, has]]) => has === typed.length);
    const kept = all.length ? all : [...total].filter(([, [, has]]) => has * 2 >= typed.length);
    kept.sort(([a, [one]], [b, [other]]) => other - one || a - b);
    const shown = await Promise.all(kept.slice(0, MOST).map(async ([number]) => {
      const names = await load("names-" + String(Math.floor(number / about.block)).padStart(3, "0") + ".json");
      return names[number % about.block];
    }));
    const whole = words(text).join(" ");
    const exact = shown.filter((one) => words(one[1]).join(" ") === whole || one[0] === text.trim());
    return { count: kept.length, shown: [...exact, ...shown.filter((one) => !exact.includes(one))], every: all.length > 0 };
  };

  const element = (name, text, parent) => {
    const made = document.createElement(name);
    made.textContent = text;
    parent.append(made);
    return made;
  };

  const show = (found, list, count) => {
    count.textContent = found.count ? said.found.replace("{count}", found.count) + (found.every ? "" : " " + said.some) : said.none;
    list.replaceChildren();
    for (const [id, title, plain, spanish] of found.shown) {
      const item = element("li", "", list);
      const link = element("a", said.language === "es" && spanish ? spanish : title, element("h3", "", item));
      link.href = said.definition.replace("ID", encodeURIComponent(id));
      if (plain) element("p", plain, item);
      element("code", id, element("p", "", item));
    }
  };

  const input = document.getElementById("words");
  const count = document.getElementById("count");
  const list = document.getElementById("hits");
  let latest = 0;

  const search = async () => {
    const mine = ++latest;
    const text = input.value.slice(0, 200);
    if (!words(text).length) {
      count.textContent = "";
      list.replaceChildren();
      return;
    }
    try {
      const found = await find(text);
      if (mine === latest) show(found, list, count);
    } catch {
      if (mine === latest) count.textContent = said.broken;
    }
  };

  let waiting;
  input.value = new URLSearchParams(location.search).get("q") || "";
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", "?q=" + encodeURIComponent(input.value));
    search();
  });
  search();
})();
