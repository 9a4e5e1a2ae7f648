// Appended to a page and run in a browser: uses the page as a reader would, and leaves the results in the
// document as JSON.
(() => {
  const found = {};
  const svg = document.querySelector("#drawing svg");
  const visible = () => [...document.querySelectorAll("tbody tr")].filter((row) => !row.classList.contains("off")).length;
  const key = (name) => (document.activeElement.closest("#drawing") ? document.activeElement : svg)
    .dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const change = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));
  const took = (work) => { document.body.getBoundingClientRect(); const start = performance.now(); work(); document.body.getBoundingClientRect(); return Math.round(performance.now() - start); };

  found.ready = document.documentElement.dataset.ready === "true";
  found.requests = performance.getEntriesByType("resource").length;
  found.all = visible();
  found.marks = svg.querySelectorAll("g.e").length;
  found.reached = new Set([...svg.querySelectorAll("g.e")].flatMap((mark) => mark.dataset.n.split(" "))).size;

  // By keyboard: to the first event, to the next in time, to a response, and back.
  const first = svg.querySelector("g.e[tabindex='0']");
  first.focus();
  // In a window that the system has not focused, no event is fired.
  if (!document.hasFocus()) first.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
  const details = () => document.querySelector("#details h2").textContent;
  found.first = details();
  key("ArrowUp");
  found.up = details();
  key("ArrowDown");
  found.down = details();
  found.focused = document.activeElement.closest("g.e") !== null;
  found.names = [...document.querySelectorAll("#details bdi[lang=ar]")].map((name) => getComputedStyle(name).direction + " " + name.textContent);
  found.details = document.querySelector("#details").textContent;
  key("Escape");
  found.reachable = svg.querySelectorAll("g.e[tabindex='0']").length;
  found.rightToLeft = [...document.querySelectorAll("tbody bdi[lang=ar]")].filter((name) => getComputedStyle(name).direction === "rtl").length;

  // Filters.
  const form = document.querySelector("#filters");
  const box = form.querySelector("[name=actor]");
  for (const other of form.querySelectorAll("[name=actor]")) other.checked = other === box;
  found.filterMs = took(() => change(box));
  found.oneActor = visible();
  found.count = document.querySelector("#count").textContent;
  for (const other of form.querySelectorAll("[name=actor]")) other.checked = true;
  form.level.value = [...form.level.options].at(-1).value;
  change(form.level);
  found.highest = visible();
  form.level.value = "";
  form.confidence.value = "85";
  change(form.confidence);
  found.sure = visible();
  form.confidence.value = "0";
  change(form.confidence);
  found.again = visible();
  found.legend = [...svg.querySelectorAll("path.t:not([data-from])")].every((line) => getComputedStyle(line).visibility === "visible");
  found.scripts = [...document.querySelectorAll("script")].length;
  found.injected = window.injected === true;

  // Zoom: the picture changes with the next frame, which a browser without a window may never render.
  const frame = window.requestAnimationFrame;
  window.requestAnimationFrame = (work) => work();
  found.zoomMs = took(() => document.querySelector("#zoom-in").click());
  found.zoomed = svg.style.transform.includes("scale(1.6)");
  document.querySelector("#zoom-reset").click();
  found.whole = svg.style.transform === "";
  window.requestAnimationFrame = frame;

  found.errors = window.problems ?? [];
  const out = document.createElement("pre");
  out.id = "found";
  out.textContent = JSON.stringify(found);
  document.body.append(out);
})();
