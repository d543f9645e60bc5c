// What the page does beyond text: the diagram moves, the search finds, the theme switches. No request, no framework.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("live");
  const at = (id) => document.getElementById(id);
  const numbers = (text) => text.split(" ").map(Number);

  // The theme: that of the system until somebody chooses.
  const themes = ["system", "light", "dark"];
  const remember = (value) => { try { localStorage.setItem("parallax-theme", value); } catch { /* not in files of some browsers */ } };
  const remembered = () => { try { return localStorage.getItem("parallax-theme"); } catch { return null; } };
  const setTheme = (theme) => {
    if (theme === "system") delete root.dataset.theme; else root.dataset.theme = theme;
    at("theme").textContent = `Theme: ${theme}`;
    at("theme").dataset.now = theme;
  };
  const known = remembered();
  setTheme(themes.includes(known) ? known : "system");
  at("theme").addEventListener("click", () => {
    const next = themes[(themes.indexOf(at("theme").dataset.now) + 1) % themes.length];
    setTheme(next);
    remember(next);
  });

  // Sections that fold.
  const fold = (open) => { for (const step of document.querySelectorAll(".step > details")) step.open = open; };
  at("open-all")?.addEventListener("click", () => fold(true));
  at("close-all")?.addEventListener("click", () => fold(false));
  // A link leads into what is folded.
  const reveal = () => {
    const target = location.hash.length > 1 && at(decodeURIComponent(location.hash.slice(1)));
    const inner = target && (target.matches("details") ? target : target.querySelector(":scope > details"));
    if (inner) inner.open = true;
  };
  addEventListener("hashchange", reveal);
  reveal();

  const diagram = at("er") && setUpDiagram(at("view"), at("er"));
  setUpSearch(diagram);

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
    diagram?.whole();
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
    diagram?.back();
  });

  function setUpDiagram(view, svg) {
    const boxes = [...svg.querySelectorAll(".box")];
    const links = [...svg.querySelectorAll(".link")].map((path) => ({ path, ends: numbers(path.dataset.link) }));
    const size = boxes.map((box) => numbers(box.dataset.size));
    let scope = "near";
    let place = [];
    let shown = { x: 0, y: 0, scale: 1 };
    let before = null;

    function layOut() {
      place = boxes.map((box, index) => {
        const text = box.dataset[scope];
        box.classList.toggle("off", !text);
        if (!text) return null;
        box.setAttribute("transform", `translate(${text})`);
        const [x, y] = numbers(text);
        return { x, y, w: size[index][0], h: size[index][1] };
      });
      for (const { path, ends: [from, to, y1, y2] } of links) {
        const both = place[from] && place[to];
        path.classList.toggle("off", !both);
        if (both) path.setAttribute("d", curve(place[from], y1, place[to], y2));
      }
      for (const frames of svg.querySelectorAll(".frames")) frames.classList.toggle("off", !frames.classList.contains(scope));
    }

    // The same rule as where the page is written.
    function curve(a, fromY, b, toY) {
      const y1 = a.y + fromY, y2 = b.y + toY;
      let x1 = a.x + a.w, x2 = b.x, t1 = 1, t2 = -1;
      if (b.x < a.x + a.w) {
        if (a.x >= b.x + b.w) [x1, x2, t1, t2] = [a.x, b.x + b.w, -1, 1];
        else [x2, t2] = [b.x + b.w, 1];
      }
      const reach = t1 === t2 ? 34 : Math.min(120, Math.max(24, Math.trunc(Math.abs(x2 - x1) / 2)));
      return `M${x1} ${y1}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0M${x1} ${y1}C${x1 + t1 * reach} ${y1} ${x2 + t2 * reach} ${y2} ${x2} ${y2}` +
        `m${t2 * 8} -5l${-t2 * 8} 5l${t2 * 8} 5`;
    }

    function show() {
      const { clientWidth: w, clientHeight: h } = view;
      svg.setAttribute("viewBox", `${shown.x} ${shown.y} ${w / shown.scale} ${h / shown.scale}`);
      svg.classList.toggle("far", shown.scale < 0.5);
    }
    function fit() {
      // Not laid out yet, or not to be seen.
      if (view.clientWidth === 0 || view.clientHeight === 0) return;
      const [w, h] = numbers(svg.dataset[scope]);
      // No higher than what is drawn.
      const natural = view.clientWidth / w < 0.25 ? innerHeight : h * Math.min(1.1, view.clientWidth / w);
      view.style.height = `${Math.max(280, Math.min(innerHeight * 0.76, natural))}px`;
      const scale = Math.min(view.clientWidth / w, view.clientHeight / h, 1.1);
      shown = { scale, x: -16 - (view.clientWidth / scale - w) / 2, y: -16 - (view.clientHeight / scale - h) / 2 };
      show();
    }
    // All of it, or, where names could not be read, the change that has the most links.
    function start() {
      fit();
      if (shown.scale >= 0.2) return;
      const count = boxes.map((box, index) => (place[index] && box.matches(".add, .mod, .del") ? 1 : 0));
      for (const { ends } of links) for (const end of ends.slice(0, 2)) if (count[end]) count[end]++;
      const middle = count.indexOf(Math.max(...count));
      if (count[middle]) centre(middle, 0.42);
    }
    function zoom(factor, x = view.clientWidth / 2, y = view.clientHeight / 2) {
      const scale = Math.min(3, Math.max(0.04, shown.scale * factor));
      shown.x += x / shown.scale - x / scale;
      shown.y += y / shown.scale - y / scale;
      shown.scale = scale;
      show();
    }
    function move(x, y) {
      shown.x += x / shown.scale;
      shown.y += y / shown.scale;
      show();
    }
    function centre(index, scale = Math.max(shown.scale, 0.8)) {
      const box = place[index];
      shown = { scale, x: box.x + box.w / 2 - view.clientWidth / scale / 2, y: box.y + box.h / 2 - view.clientHeight / scale / 2 };
      show();
    }
    function pick(index) {
      const chosen = boxes[index]?.classList.contains("chosen");
      for (const node of svg.querySelectorAll(".near-picked, .chosen")) node.classList.remove("near-picked", "chosen");
      svg.classList.toggle("picked", index >= 0 && !chosen);
      if (index < 0 || chosen) return;
      boxes[index].classList.add("near-picked", "chosen");
      for (const { path, ends: [from, to] } of links.filter(({ ends }) => ends[0] === index || ends[1] === index)) {
        for (const node of [path, boxes[from], boxes[to]]) node.classList.add("near-picked");
      }
    }
    function setScope(next) {
      scope = next;
      layOut();
      at("scope")?.setAttribute("aria-pressed", String(scope === "all"));
      at("shown").textContent = `${at("shown").dataset[scope]}.`;
      start();
    }

    at("scope")?.addEventListener("click", () => setScope(scope === "near" ? "all" : "near"));
    at("zoom-in").addEventListener("click", () => zoom(1.3));
    at("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
    at("fit").addEventListener("click", fit);
    view.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const keys = {
        "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": fit,
        ArrowLeft: () => move(-60, 0), ArrowRight: () => move(60, 0), ArrowUp: () => move(0, -60), ArrowDown: () => move(0, 60),
        Escape: () => pick(-1),
      };
      if (!keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
    // The wheel zooms where the diagram has the focus or Ctrl is held; elsewhere it scrolls the page.
    view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== view) return;
      event.preventDefault();
      const { left, top } = view.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY * 0.0016), event.clientX - left, event.clientY - top);
    }, { passive: false });
    setUpPointers(view, { zoom, move, pick: (node) => pick(boxes.indexOf(node)) });
    let width = 0;
    new ResizeObserver(() => {
      if (view.clientWidth !== width) { width = view.clientWidth; start(); }
    }).observe(view);
    layOut();
    start();

    return {
      whole() {
        before = { ...shown };
        const [w, h] = numbers(svg.dataset[scope]);
        svg.setAttribute("viewBox", `-16 -16 ${w} ${h}`);
        svg.classList.toggle("far", w > 2600);
      },
      back() { shown = before ?? shown; show(); },
      seek(words) {
        const hits = boxes.flatMap((box, index) => {
          const hit = words.length > 0 && words.every((word) => box.dataset.n.includes(word));
          box.classList.toggle("hit", hit);
          return hit ? [index] : [];
        });
        svg.classList.toggle("sought", hits.length > 0);
        return hits;
      },
      go(index) {
        if (!place[index]) setScope("all");
        centre(index);
      },
    };
  }

  function setUpPointers(view, { zoom, move, pick }) {
    const down = new Map();
    let moved = 0;
    view.addEventListener("pointerdown", (event) => {
      down.set(event.pointerId, event);
      moved = 0;
      view.setPointerCapture(event.pointerId);
      view.classList.add("drag");
    });
    view.addEventListener("pointermove", (event) => {
      const last = down.get(event.pointerId);
      if (!last) return;
      const [x, y] = [event.clientX - last.clientX, event.clientY - last.clientY];
      moved += Math.abs(x) + Math.abs(y);
      const other = [...down.values()].find((of) => of.pointerId !== event.pointerId);
      if (other) {
        const far = (of) => Math.hypot(of.clientX - other.clientX, of.clientY - other.clientY);
        const { left, top } = view.getBoundingClientRect();
        zoom(far(event) / Math.max(1, far(last)), (event.clientX + other.clientX) / 2 - left, (event.clientY + other.clientY) / 2 - top);
      } else {
        move(-x, -y);
      }
      down.set(event.pointerId, event);
    });
    const up = (event) => {
      if (down.delete(event.pointerId) && moved < 5 && event.type === "pointerup") {
        const under = document.elementFromPoint(event.clientX, event.clientY);
        pick(under?.closest(".box"));
      }
      if (down.size === 0) view.classList.remove("drag");
    };
    view.addEventListener("pointerup", up);
    view.addEventListener("pointercancel", up);
  }

  function setUpSearch(diagram) {
    const field = at("q");
    const lines = [...document.querySelectorAll(".entity, .step")].map((node) => ({
      node, text: (node.dataset.n ?? node.querySelector("summary").textContent).toLowerCase(),
    }));
    let hits = [];
    let next = 0;
    const find = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const { node, text } of lines) node.hidden = !words.every((word) => text.includes(word));
      hits = diagram?.seek(words) ?? [];
      next = 0;
      const steps = lines.filter(({ node }) => node.matches(".step") && !node.hidden).length;
      at("hits").textContent = words.length ? `${hits.length} in the diagram, ${steps} steps` : "";
    };
    field.addEventListener("input", find);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && hits.length) {
        event.preventDefault();
        diagram.go(hits[next++ % hits.length]);
        at("diagram").scrollIntoView({ block: "start" });
      } else if (event.key === "Escape") {
        field.value = "";
        find();
      }
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.target.closest("input, textarea")) return;
      event.preventDefault();
      field.focus();
    });
  }
})();
