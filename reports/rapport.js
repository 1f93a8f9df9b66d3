// Filters, sort, drill-down and language of the report. No request, no storage, no HTML from data.
(() => {
  "use strict";
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById("data").textContent);
  const PAGE = 25;
  const state = { text: "", filters: {}, extra: null, sort: "rank", down: false, page: 0, open: new Set() };
  let lang = root.dataset.lang === "en" ? "en" : "fr";
  const say = (fr, en) => (lang === "en" ? en : fr);
  const word = (table, code) => {
    const pair = (data.words[table] || {})[code];
    return pair ? pair[lang === "en" ? 1 : 0] : code;
  };
  const number = (value) => value.toLocaleString(lang === "en" ? "en-GB" : "fr-FR");
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };

  const form = document.getElementById("filters");
  const table = document.getElementById("cards");
  const cards = data.cards;
  cards.forEach((card, rank) => {
    card.rank = rank;
    card.all = card.f.length + card.m;
    card.find = fold([card.i, card.u, card.c, card.n, card.d, card.r.join(" "), card.f.map((f) => f.r + " " + f.c + " " + f.m).join(" ")].join(" "));
  });

  // Fields of the filters: how to read the values of a card, and how to name one.
  const fields = {
    verdict: { of: (card) => [card.v], name: (code) => word("verdicts", code) },
    category: { of: (card) => [...new Set(card.f.map((f) => f.c))], name: (code) => word("categories", code) },
    severity: { of: (card) => [...new Set(card.f.map((f) => f.s))], name: (code) => word("severities", code) },
    court: { of: (card) => (card.c ? [card.c] : []), name: (code) => word("courts", code) },
    nac: { of: (card) => (card.n ? [card.n] : []), name: (code) => code },
    rule: { of: (card) => [...new Set(card.f.map((f) => f.r))], name: (code) => code + " – " + word("rules", code) },
    level: { of: (card) => [String(card.l)], name: (code) => code + " – " + word("levels", code) },
    harm: { of: (card) => [String(card.g)], name: (code) => code + " – " + word("levels", code) },
  };
  // Filters that only a figure sets.
  const extras = {
    cell: { fits: (card, value) => "" + card.l + card.g === value, name: (value) => say("vraisemblance ", "likelihood ") + value[0] + say(", gravité ", ", severity ") + value[1] },
    cluster: { fits: (card, value) => card.y === value, name: () => say("décisions d'une même affaire", "decisions of one case") },
    nac: { fits: (card, value) => card.n.startsWith(value), name: (value) => say("nature d'affaire ", "nature of case ") + value },
    court: { fits: (card, value) => card.c === value, name: (value) => word("courts", value) },
  };

  const fits = (card) => {
    if (state.text && !state.text.split(/\s+/).every((part) => card.find.includes(part))) return false;
    if (state.extra && !extras[state.extra.field].fits(card, state.extra.value)) return false;
    return Object.entries(state.filters).every(([field, value]) => !value || fields[field].of(card).includes(value));
  };
  const order = { refuse: 2, review: 1, publish: 0 };
  const day = (iso) => (/^\d{4}-\d\d-\d\d$/.test(iso) && lang === "fr" ? iso.split("-").reverse().join("/") : iso);
  const keys = {
    rank: (card) => card.rank,
    id: (card) => card.i,
    verdict: (card) => order[card.v],
    score: (card) => card.s,
    risk: (card) => card.l * 10 + card.g,
    court: (card) => word("courts", card.c),
    nac: (card) => card.n,
    date: (card) => card.d,
    findings: (card) => card.all,
  };
  const sorted = (list) => {
    const key = keys[state.sort];
    const sign = state.down ? -1 : 1;
    return list.sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      const by = typeof x === "string" ? x.localeCompare(y, lang) : x - y;
      return by * sign || a.rank - b.rank;
    });
  };

  const excerpt = (text) => {
    const node = make("p", "excerpt");
    for (const part of text.split(/(‹[^›]*›|▒+)/)) {
      if (part.startsWith("‹")) {
        node.append(make("mark", "", word("categories", part.slice(1, -1))));
      } else if (part.startsWith("▒")) {
        const gap = make("span", "gap");
        const shown = make("span", "", part);
        shown.setAttribute("aria-hidden", "true");
        gap.append(shown, make("span", "hide", say("masqué", "masked")));
        node.append(gap);
      } else if (part) {
        node.append(part);
      }
    }
    return node;
  };
  const detail = (card) => {
    const cell = make("td");
    cell.colSpan = 8;
    const about = [];
    if (card.u) about.push(say("n° ", "no. ") + card.u);
    if (card.h) about.push(say("chambre ", "chamber ") + card.h);
    if (card.k) about.push("k = " + card.k);
    if (card.a) about.push(say("adversaire : ", "adversary: ") + card.a);
    if (about.length) cell.append(make("p", "small", about.join(" · ")));
    if (card.r.length) {
      cell.append(make("h3", "", say("Pourquoi ce verdict", "Why this verdict")));
      const list = make("ul");
      list.lang = "fr-FR";
      card.r.forEach((reason) => list.append(make("li", "", reason)));
      cell.append(list);
    }
    if (card.f.length) cell.append(make("h3", "", say("Constats", "Findings")));
    card.f.forEach((f) => {
      const block = make("div", "finding " + f.s);
      const head = make("p");
      head.append(make("strong", "", word("categories", f.c)), " – " + f.r + ", " + word("rules", f.r));
      block.append(head, excerpt(f.m));
      const place = word("fields", f.f) + (f.z ? ", " + word("zones", f.z) : "") + say(", caractères ", ", characters ") + number(f.a + 1) + say(" à ", " to ") + number(f.b);
      const sure = say("confiance ", "confidence ") + f.p.toLocaleString(lang === "en" ? "en-GB" : "fr-FR", { minimumFractionDigits: 2 });
      block.append(make("p", "small", [word("severities", f.s) + ", " + word("statuses", f.t), sure, place, say("empreinte ", "fingerprint ") + f.q].join(" · ")));
      if (f.w.length) {
        const why = make("p", "small", say("indices : ", "cues: ") + f.w.join(", "));
        why.lang = "fr-FR";
        block.append(why);
      }
      cell.append(block);
    });
    if (card.m) cell.append(make("p", "small", number(card.m) + say(" autres constats : voir la table findings", " other findings: see the table findings")));
    return cell;
  };

  const body = table ? table.tBodies[0] : null;
  const draw = () => {
    if (!table) return;
    const list = sorted(cards.filter(fits));
    const pages = Math.max(1, Math.ceil(list.length / PAGE));
    state.page = Math.min(state.page, pages - 1);
    body.replaceChildren();
    for (const card of list.slice(state.page * PAGE, (state.page + 1) * PAGE)) {
      const row = make("tr");
      const head = make("th");
      head.scope = "row";
      const button = make("button", "", card.i);
      button.type = "button";
      button.dataset.card = card.rank;
      const open = state.open.has(card.rank);
      button.setAttribute("aria-expanded", String(open));
      if (open) button.setAttribute("aria-controls", "d-" + card.rank);
      head.append(button);
      const verdict = make("td");
      verdict.append(make("span", "verdict " + card.v, word("verdicts", card.v)));
      const risk = make("td", "num", card.l + " × " + card.g);
      row.append(head, verdict, make("td", "num", String(card.s)), risk, make("td", "court", word("courts", card.c)), make("td", "", card.n), make("td", "", day(card.d)), make("td", "num", number(card.all)));
      body.append(row);
      if (open) {
        const more = make("tr", "detail");
        more.id = "d-" + card.rank;
        more.append(detail(card));
        body.append(more);
      }
    }
    let told = list.length === cards.length
      ? say(number(list.length) + " décisions", number(list.length) + " decisions")
      : say(number(list.length) + " décisions sur " + number(cards.length), number(list.length) + " decisions out of " + number(cards.length));
    if (state.extra) told += " – " + extras[state.extra.field].name(state.extra.value);
    document.getElementById("count").textContent = told;
    const pager = document.getElementById("pager");
    pager.hidden = pages < 2;
    document.getElementById("place").textContent = say("page ", "page ") + (state.page + 1) + " / " + pages;
    pager.querySelector("[data-step='-1']").disabled = state.page === 0;
    pager.querySelector("[data-step='1']").disabled = state.page === pages - 1;
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.sort === state.sort) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  };

  const fill = () => {
    for (const select of form.querySelectorAll("select")) {
      const field = fields[select.dataset.field];
      const counts = new Map();
      cards.forEach((card) => field.of(card).forEach((value) => counts.set(value, (counts.get(value) || 0) + 1)));
      const values = [...counts.keys()].sort((a, b) => field.name(a).localeCompare(field.name(b), lang));
      const kept = state.filters[select.dataset.field] || "";
      select.replaceChildren(new Option("–", ""), ...values.map((value) => new Option(field.name(value) + " (" + number(counts.get(value)) + ")", value)));
      select.value = kept;
      select.closest("div").hidden = values.length < 2 && !kept;
    }
  };
  const heads = () => {
    for (const head of table.tHead.rows[0].cells) {
      const button = make("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const field = head.dataset.sort;
        state.down = state.sort === field ? !state.down : ["score", "risk", "findings", "verdict"].includes(field);
        state.sort = field;
        state.page = 0;
        draw();
      });
    }
  };
  const reset = () => {
    state.text = "";
    state.filters = {};
    state.extra = null;
    state.page = 0;
  };
  const drill = (field, value) => {
    if (!table) return;
    reset();
    // Not through the form: its own reset comes later and would undo what follows.
    for (const input of form.querySelectorAll("input, select")) input.value = "";
    const select = form.querySelector("select[data-field='" + field + "']");
    if (select && [...select.options].some((option) => option.value === value)) {
      state.filters[field] = value;
      select.value = value;
    } else if (extras[field]) {
      state.extra = { field, value };
    }
    draw();
    const title = document.getElementById("t-decisions");
    title.scrollIntoView();
    title.focus({ preventScroll: true });
  };

  const translate = () => {
    root.lang = lang;
    root.dataset.lang = lang;
    document.title = document.querySelector("title").dataset[lang] || document.title;
    for (const node of document.querySelectorAll("[data-label-fr]")) {
      node.setAttribute("aria-label", lang === "en" ? node.dataset.labelEn : node.dataset.labelFr);
    }
    for (const button of document.querySelectorAll("[data-set-lang]")) {
      button.setAttribute("aria-pressed", String(button.dataset.setLang === lang));
    }
    if (form) fill();
    draw();
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-set-lang],[data-card],[data-step],[data-field]:not(select)");
    if (!target) return;
    if (target.dataset.setLang) {
      lang = target.dataset.setLang;
      translate();
    } else if (target.dataset.card) {
      const rank = Number(target.dataset.card);
      if (!state.open.delete(rank)) state.open.add(rank);
      draw();
      table.querySelector("[data-card='" + rank + "']").focus();
    } else if (target.dataset.step) {
      state.page += Number(target.dataset.step);
      draw();
      table.closest(".scroll").scrollIntoView({ block: "nearest" });
    } else {
      drill(target.dataset.field, target.dataset.value);
    }
  });
  if (form) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => {
      state.page = 0;
      state.extra = null;
      if (event.target.id === "f-text") state.text = fold(event.target.value.trim());
      else state.filters[event.target.dataset.field] = event.target.value;
      draw();
    });
    form.addEventListener("reset", () => setTimeout(() => { reset(); draw(); }));
    heads();
  }
  // Printed: every table of numbers, whether it was open or not.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((node) => { node.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((node) => { node.open = false; }));
  if ("IntersectionObserver" in window) {
    const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          links.forEach((link) => link.removeAttribute("aria-current"));
          const link = links.get(entry.target.id);
          if (link) link.setAttribute("aria-current", "true");
        }
      }
    }, { rootMargin: "-10% 0px -75% 0px" });
    document.querySelectorAll("main section").forEach((node) => seen.observe(node));
  }
  translate();
})();
