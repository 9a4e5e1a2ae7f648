"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const data = JSON.parse(at("data").textContent);
  const svg = at("drawing").querySelector("svg");
  // The mark of each event, which other events may share, and its row in the table.
  const marks = [], rows = [];
  for (const g of svg.querySelectorAll("g.e")) for (const n of g.dataset.n.split(" ")) marks[n] = g;
  for (const row of document.querySelectorAll("tbody tr")) rows[row.dataset.n] = row;
  const lines = [...svg.querySelectorAll("path.t[data-from]")].map((path) =>
    ({ path, from: +path.dataset.from, to: +path.dataset.to }));
  const confidenceOf = new Map(data.ties.map((tie) => [`${tie.from} ${tie.to}`, tie.confidence]));
  const shown = data.events.map(() => true);
  const eventsOf = (mark) => mark.dataset.n.split(" ").map(Number).filter((n) => shown[n]);

  // Zoom and pan. A transform moves and magnifies the picture as a whole, so that the browser need not lay it
  // out again.
  const frame = at("drawing");
  let shift = { x: 0, y: 0, zoom: 1 }, isScheduled = false, restTimer = 0;
  const paint = () => {
    isScheduled = false;
    svg.style.transform = shift.zoom === 1 ? "" : `translate(${-shift.x}px,${-shift.y}px) scale(${shift.zoom})`;
  };
  const moveTo = (x, y, zoom) => {
    const within = (value, size) => Math.min(Math.max(value, 0), size * (zoom - 1));
    shift = { x: within(x, svg.clientWidth), y: within(y, svg.clientHeight), zoom };
    // While the picture moves, the browser moves its last rendering. At rest it renders again, sharply.
    svg.classList.add("moving");
    clearTimeout(restTimer);
    restTimer = setTimeout(() => svg.classList.remove("moving"), 180);
    if (!isScheduled) { isScheduled = true; requestAnimationFrame(paint); }
  };
  // Zooms by a factor around a point of the frame, which may also be scrolled on a small screen.
  const zoomAt = (factor, px = frame.scrollLeft + frame.clientWidth / 2, py = frame.clientHeight / 2) => {
    const zoom = Math.min(Math.max(shift.zoom * factor, 1), 40), grown = zoom / shift.zoom;
    moveTo((shift.x + px) * grown - px, (shift.y + py) * grown - py, zoom);
  };
  const reveal = (n) => {
    if (shift.zoom === 1) return;
    const mark = marks[n].querySelector(".m").getBoundingClientRect(), box = frame.getBoundingClientRect();
    const x = mark.x - box.x, y = mark.y - box.y, edge = 24;
    if (x < edge || y < edge || x > box.width - edge || y > box.height - edge)
      moveTo(shift.x + x - box.width / 2, shift.y + y - box.height / 2, shift.zoom);
  };
  at("zoom-in").onclick = () => zoomAt(1.6);
  at("zoom-out").onclick = () => zoomAt(1 / 1.6);
  at("zoom-reset").onclick = () => moveTo(0, 0, 1);
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !frame.contains(document.activeElement)) return;
    event.preventDefault();
    const box = frame.getBoundingClientRect();
    zoomAt(Math.exp(-event.deltaY / 400), event.clientX - box.x + frame.scrollLeft, event.clientY - box.y);
  }, { passive: false });
  let drag = null;
  svg.addEventListener("pointerdown", (event) => {
    drag = { x: event.clientX, y: event.clientY, from: shift, moved: false };
  });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
    if (Math.abs(dx) + Math.abs(dy) > 4) drag.moved = true;
    if (drag.moved) moveTo(drag.from.x - dx, drag.from.y - dy, shift.zoom);
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => { drag = null; }));

  // Details of an event. Everything is inserted as text, never as markup.
  const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });
  const named = (actor) => {
    const span = element("span", "");
    Object.entries(data.actors[actor].names).forEach(([lang, name], nth) => {
      if (nth) span.append(" · ");
      span.append(element("bdi", name, { lang }));
    });
    if (!span.textContent) span.append(element("bdi", data.actors[actor].key));
    return span;
  };
  const list = (into, title, items) => {
    if (!items.length) return;
    const ul = element("ul", "");
    for (const item of items) { const li = element("li", ""); li.append(item); ul.append(li); }
    into.append(element("h3", title), ul);
  };
  const bdi = (text) => element("bdi", text);
  const linked = (tie, other) => {
    const span = element("span", "");
    span.append(button(other), `: ${tie.why}${tie.confidence == null ? "" : `, ${tie.confidence}%`}`);
    return span;
  };
  const button = (n) => element("button", data.events[n].label, { type: "button", onclick: () => choose(n, true) });
  const showDetails = (n) => {
    const event = data.events[n], sharing = marks[n] ? eventsOf(marks[n]).filter((other) => other !== n) : [], into = at("details");
    into.replaceChildren(element("h2", event.label), element("p", `${event.when}: ${event.act}`, { className: "quiet" }));
    if (event.text) into.append(element("p", event.text, { dir: "auto" }));
    list(into, "Authors", event.by.map(named));
    list(into, "Targets", event.on.map(named));
    list(into, "Facts", event.facts.map(bdi));
    list(into, "Content", event.says.map(bdi));
    list(into, "Reports", event.reports.map((report) => {
      const span = bdi(report.text);
      if (report.url) span.append(" ", element("a", report.url, { href: report.url, rel: "noopener noreferrer" }));
      return span;
    }));
    list(into, "Statements about it", event.statements.map(bdi));
    const of = (key) => data.ties.filter((tie) => tie[key] === n);
    list(into, "May respond to", of("to").map((tie) => linked(tie, tie.from)));
    list(into, "Possible responses", of("from").map((tie) => linked(tie, tie.to)));
    list(into, `${sharing.length} more events share its mark`, sharing.map(button));
  };

  // The chosen event, and the highlighting of its arrows and of the events at their ends.
  let chosen = -1;
  const highlight = (events) => {
    const chosenOnes = new Set(events);
    const joined = lines.filter((line) => chosenOnes.has(line.from) || chosenOnes.has(line.to));
    svg.classList.toggle("highlighting", joined.length > 0);
    for (const hot of svg.querySelectorAll(".hot")) hot.classList.remove("hot");
    for (const n of events) marks[n]?.classList.add("hot");
    for (const line of joined)
      for (const part of [line.path, marks[line.from], marks[line.to]]) part?.classList.add("hot");
  };
  // Only one mark at a time can be reached with the Tab key.
  let tabbable = -1;
  const makeTabbable = (n) => {
    marks[tabbable]?.setAttribute("tabindex", -1);
    tabbable = n;
    marks[n]?.setAttribute("tabindex", 0);
  };
  const choose = (n, focus) => {
    if (chosen >= 0) { marks[chosen]?.classList.remove("chosen"); rows[chosen].classList.remove("chosen"); }
    chosen = n;
    if (n < 0) { highlight([]); return; }
    marks[n]?.classList.add("chosen");
    rows[n].classList.add("chosen");
    if (marks[n]) makeTabbable(n);
    showDetails(n);
    highlight([n]);
    if (focus && marks[n]) { reveal(n); marks[n].focus({ preventScroll: true }); }
    rows[n].scrollIntoView?.({ block: "nearest", container: "nearest" });
  };
  const markOf = (event) => event.target.closest?.("g.e");
  svg.addEventListener("pointerover", (event) => {
    const mark = markOf(event), events = mark ? eventsOf(mark) : [];
    if (events.length) { highlight(events); showDetails(events.includes(chosen) ? chosen : events[0]); }
  });
  svg.addEventListener("pointerout", (event) => {
    if (markOf(event)) { highlight(chosen < 0 ? [] : [chosen]); if (chosen >= 0) showDetails(chosen); }
  });
  // Clicking a shared mark again chooses its next event.
  svg.addEventListener("click", (event) => {
    if (drag?.moved) return;
    const mark = markOf(event), events = mark ? eventsOf(mark) : [-1];
    choose(events[(events.indexOf(chosen) + 1) % events.length], true);
  });
  svg.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark && mark !== marks[chosen]) choose(eventsOf(mark)[0], false);
  });
  document.querySelector("tbody").addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (row) choose(+row.dataset.n, true);
  });

  // Keys: left and right select the previous and the next event in time, up a response to the chosen event, down
  // the event that it responds to.
  const next = (from, step) => {
    for (let n = from + step; n >= 0 && n < shown.length; n += step) if (shown[n] && marks[n]) return n;
    return -1;
  };
  frame.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const joined = (key, other) => data.ties.filter((tie) => tie[key] === chosen && shown[tie[other]]).map((tie) => tie[other])[0] ?? -1;
    const moves = {
      ArrowRight: () => next(chosen, 1),
      ArrowLeft: () => chosen < 0 ? next(shown.length, -1) : next(chosen, -1),
      ArrowUp: () => joined("from", "to"),
      ArrowDown: () => joined("to", "from"),
      Home: () => next(-1, 1),
      End: () => next(shown.length, -1),
    };
    const keys = { "+": () => zoomAt(1.6), "=": () => zoomAt(1.6), "-": () => zoomAt(1 / 1.6), "0": () => moveTo(0, 0, 1), Escape: () => choose(-1) };
    const move = moves[event.key], key = keys[event.key];
    if (!move && !key) return;
    event.preventDefault();
    if (key) key();
    const to = move ? move() : -1;
    if (to >= 0) choose(to, true);
  });

  // Filters.
  const form = at("filters"), words = [];
  const wordsOf = (n) => {
    const event = data.events[n], parties = [...event.by, ...event.on];
    const names = parties.flatMap((actor) => [data.actors[actor].key, ...Object.values(data.actors[actor].names)]);
    const reports = event.reports.map((report) => report.text);
    return [event.label, event.when, event.act, event.text, ...names, ...event.facts, ...event.says, ...reports, ...event.statements]
      .join(" ").toLowerCase();
  };
  const filter = () => {
    const off = new Set([...form.querySelectorAll("[name=actor]:not(:checked)")].map((box) => +box.value));
    const level = form.level.value === "" ? null : +form.level.value, confidence = +form.confidence.value;
    const chain = form.chain?.value ? new Set(data.chains[+form.chain.value]) : null;
    // Each word of the search must occur in the key, the row of the table, or the details of an event.
    const wanted = form.search.value.toLowerCase().split(/\s+/).filter((word) => word);
    let count = 0;
    data.events.forEach((event, n) => {
      const parties = event.parties;
      const passes = (!parties.length || parties.some((party) => !off.has(party)))
        && (level === null || (event.level !== null && event.level >= level))
        && (event.confidence === null || event.confidence >= confidence)
        && (!chain || chain.has(n))
        && wanted.every((word) => (words[n] ??= wordsOf(n)).includes(word));
      shown[n] = passes;
      count += passes;
      rows[n].classList.toggle("off", !passes);
    });
    for (const mark of svg.querySelectorAll("g.e")) mark.classList.toggle("off", !eventsOf(mark).length);
    for (const line of lines) {
      const stated = confidenceOf.get(`${line.from} ${line.to}`);
      const isBelow = stated != null && stated < confidence;
      line.path.classList.toggle("off", isBelow || !shown[line.from] || !shown[line.to]);
    }
    for (const part of svg.querySelectorAll("[data-of]")) part.classList.toggle("off", marks[part.dataset.of].classList.contains("off"));
    at("count").textContent = `${count} of ${data.events.length} events`;
    if (chosen >= 0 && !shown[chosen]) choose(-1);
    if (!shown[tabbable]) makeTabbable(next(-1, 1));
  };
  form.addEventListener("change", filter);
  form.search.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  addEventListener("beforeprint", () => { shift = { x: 0, y: 0, zoom: 1 }; paint(); });
  makeTabbable(next(-1, 1));
  document.documentElement.dataset.ready = "true";
})();
