(() => {
  "use strict";
  const field = document.getElementById("words");
  const told = document.getElementById("told");
  const found = document.getElementById("found");
  const more = document.getElementById("more");
  const { briefs, shards, block, version, unspaced } = board.about;
  const STEP = 20;
  const letters = new RegExp(`[${unspaced}]+|[^${unspaced}]+`, "gu");
  const isUnspaced = new RegExp(`^[${unspaced}]`, "u");

  // As `briefkit.render.board_search` cuts words; both are held together by a test.
  const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ς", "σ");
  const words = (text) =>
    (folded(text).match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((run) =>
      run.match(letters).flatMap((word) => {
        const marks = [...word].slice(0, 32);
        if (!isUnspaced.test(word) || marks.length < 2) return [marks.join("")];
        return [...word].slice(0, -1).map((mark, at) => mark + [...word][at + 1]);
      }));
  const shardOf = (word) => {
    const marks = [...word].slice(0, isUnspaced.test(word) ? 1 : 2);
    return marks.reduce((sum, mark) => (sum * 31 + mark.codePointAt(0)) % 65521, 0) % shards;
  };

  const loaded = new Map();
  const load = (name) => {
    if (!loaded.has(name))
      loaded.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = `search/${name}.js?v=${version}`;
        script.onload = () => done(board.parts[name]);
        script.onerror = () => { loaded.delete(name); failed(new Error(name)); };
        document.head.append(script);
      }));
    return loaded.get(name);
  };

  // Places of a word, each 2 × number of the brief + 1 where it stands in the headline; null: in too many to tell.
  const places = (packed) => {
    let at = 0;
    return packed === null ? null : packed.split(" ").map((step) => (at += parseInt(step, 36)));
  };
  const find = async (word, isLast) => {
    const entries = (await load(`w${shardOf(word)}`)) ?? [];
    const sums = new Map();
    for (const [known, packed] of entries) {
      if (known !== word && !(isLast && known.startsWith(word))) continue;
      const all = places(packed);
      if (all === null) return null;
      for (const place of all) sums.set(place >> 1, (sums.get(place >> 1) ?? 0) | (place & 1));
    }
    return sums;
  };

  // Briefs with every word, those first whose headline has them all; then the latest first.
  const search = async (text) => {
    const asked = [...new Set(words(text))].slice(0, 12);
    const open = /[\p{L}\p{N}]$/u.test(text);
    const maps = await Promise.all(asked.map((word, at) => find(word, open && at === asked.length - 1)));
    const known = maps.filter((map) => map !== null);
    if (!known.length) return asked.length ? [...Array(briefs).keys()].reverse() : [];
    const [first, ...others] = known.sort((one, other) => one.size - other.size);
    const hits = [...first.keys()].filter((brief) => others.every((map) => map.has(brief)));
    const rank = (brief) => (known.every((map) => map.get(brief)) ? briefs : 0) + brief;
    return hits.sort((one, other) => rank(other) - rank(one));
  };

  const made = (tag, text, attributes = {}) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) if (value) element.setAttribute(name, value);
    return element;
  };
  const shown = ([id, headline, dek, kicker, mark, kind, language, direction]) => {
    const card = made("article", "", { class: "brief" });
    if (kicker) card.append(made("p", kicker, { class: "kicker" }));
    const title = made("h2", "", { dir: direction, lang: language });
    title.append(made("a", headline, { href: `stories/${id}.html` }));
    card.append(title);
    if (dek) card.append(made("p", dek, { class: "dek", dir: direction, lang: language }));
    if (mark) {
      const marks = made("p", "", { class: "marks" });
      marks.append(made("span", mark, { class: `mark ${kind}` }));
      card.append(marks);
    }
    return card;
  };

  let hits = [];
  let asked = 0;
  const show = async (count) => {
    const turn = asked;
    const from = found.children.length;
    const wanted = hits.slice(from, from + count);
    const parts = await Promise.all(wanted.map((brief) => load(`b${Math.floor(brief / block)}`)));
    if (turn !== asked) return;
    found.append(...wanted.map((brief, at) => shown(parts[at][brief % block])));
    more.hidden = found.children.length >= hits.length;
  };
  const run = async () => {
    const text = field.value;
    const turn = ++asked;
    const url = new URL(location);
    text.trim() ? url.searchParams.set("q", text) : url.searchParams.delete("q");
    try { history.replaceState(null, "", url); } catch { /* not for pages out of an archive */ }
    try {
      const all = await search(text);
      if (turn !== asked) return;
      hits = all;
      found.replaceChildren();
      more.hidden = true;
      told.textContent = !words(text).length ? "" : hits.length === 1 ? "1 brief" : `${hits.length.toLocaleString("en")} briefs`;
      await show(STEP);
    } catch {
      if (turn === asked) told.textContent = "The index could not be read. Reload the page.";
    }
  };

  let waiting;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(run, 120); });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") { clearTimeout(waiting); run(); } });
  more.firstElementChild.addEventListener("click", async () => {
    const from = found.children.length;
    await show(STEP);
    found.children[from]?.querySelector("a").focus();
  });
  document.getElementById("search").hidden = false;
  field.value = new URL(location).searchParams.get("q") ?? "";
  field.focus();
  if (field.value) run();
})();
