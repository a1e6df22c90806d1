// The network on the page: draws what the server computed, and shows the words behind it. Text goes in by textContent only.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const source = byId("network-data");
  const canvas = byId("canvas");
  if (!source || !canvas || typeof vis === "undefined") return;
  const data = JSON.parse(source.textContent);
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const panel = byId("panel");
  const placed = new Map(data.nodes.map((n) => [n.id, { x: n.x, y: n.y }]));
  const ownColor = new Map(data.nodes.map((n) => [n.id, n.color]));
  const order = new Map(data.legend.map((style, index) => [style.key, index]));
  const rows = new Map();
  document.querySelectorAll("#twin-table tr[data-edge]").forEach((row) => rows.set(row.dataset.edge, row));

  const network = new vis.Network(canvas, { nodes: nodes, edges: edges }, data.options);
  const fit = () => {
    network.fit({ animation: false, maxZoomLevel: 2.2 });
    if (!columned()) network.moveTo({ scale: network.getScale() * 1.1, animation: false }); // vis leaves a wide margin
  };
  const columned = () => Boolean(byId("layout")) && byId("layout").getAttribute("aria-pressed") === "true";
  network.once("afterDrawing", () => { document.body.dataset.drawn = "yes"; });
  fit();

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function link(href, text) {
    const made = element("a", text);
    if (typeof href === "string" && /^\/(?![/\\])/.test(href)) made.setAttribute("href", href);
    return made;
  }

  function words(entry) {
    const quote = element("blockquote");
    quote.append(entry.before, element("mark", entry.quote), entry.after);
    const cite = element("p", [entry.note, entry.source].filter(Boolean).join(" · "), "cite");
    if (entry.href) cite.append(" ", link(entry.href, "查看原文位置"));
    const box = element("div", "", "evidence");
    box.append(quote, cite);
    return box;
  }

  function showEdge(id) {
    const about = data.about.edges[id];
    panel.replaceChildren(element("h2", about.label));
    about.evidence.forEach((entry) => panel.append(words(entry)));
    panel.scrollTop = 0;
  }

  function showNode(id) {
    const about = data.about.nodes[id];
    const head = element("h2");
    if (about.href) head.append(link(about.href, about.name)); else head.textContent = about.name;
    panel.replaceChildren(head);
    if (about.note) panel.append(element("p", about.note, "cite"));
    const mine = edges.get({ filter: (e) => !e.hidden && (e.from === id || e.to === id) });
    mine.sort((a, b) => order.get(a.role) - order.get(b.role)); // stable: document order within a role
    mine.forEach((e) => {
      const entry = data.about.edges[e.id];
      const box = element("details");
      const summary = element("summary");
      summary.append(element("span", entry.role, "role " + e.role), " ", data.about.nodes[e.from === id ? e.to : e.from].short);
      box.append(summary);
      entry.evidence.forEach((one) => box.append(words(one)));
      panel.append(box);
    });
    if (mine.length && mine.length <= 3) panel.querySelectorAll("details").forEach((d) => { d.open = true; });
    panel.scrollTop = 0;
  }

  function dim(chosen) {
    const near = chosen === null ? null : new Set([chosen, ...network.getConnectedNodes(chosen)]);
    nodes.update(data.nodes.map((n) => ({ id: n.id, opacity: near && !near.has(n.id) ? 0.18 : 1,
      font: Object.assign({ face: "sans-serif", size: 15 }, n.font, { color: near && !near.has(n.id) ? "rgba(28,31,36,0.25)" : "#1c1f24" }) })));
    edges.update(data.edges.map((e) => ({ id: e.id, color: Object.assign({}, e.color,
      { opacity: near && e.from !== chosen && e.to !== chosen ? 0.08 : 0.85 }) })));
  }

  function select(id) {
    network.selectNodes([id], true);
    dim(id);
    showNode(id);
  }

  function focus(id) {
    select(id);
    network.focus(id, { scale: Math.max(network.getScale(), 0.9), animation: false });
  }

  network.on("click", (event) => {
    if (event.nodes.length) select(event.nodes[0]);
    else if (event.edges.length) { dim(null); network.selectEdges([event.edges[0]]); showEdge(event.edges[0]); }
    else { dim(null); network.unselectAll(); }
  });

  // --- filters: edges in the picture and rows of the table go together
  const least = byId("least");
  function filter() {
    const shown = new Set(Array.from(document.querySelectorAll("input[name=role]:checked"), (box) => box.value));
    const weight = least ? Number(least.value) || 1 : 1;
    let count = 0;
    const changes = data.edges.map((e) => {
      const hidden = !shown.has(e.role) || e.weight < weight;
      const row = rows.get(e.id);
      if (row) row.hidden = hidden;
      if (!hidden) count += 1;
      return { id: e.id, hidden: hidden };
    });
    edges.update(changes);
    byId("count-edges").textContent = count === data.edges.length ? String(count) : count + " / " + data.edges.length;
  }
  document.querySelectorAll("input[name=role]").forEach((box) => box.addEventListener("change", filter));
  if (least) least.addEventListener("input", filter);

  // --- search: narrows the list; Enter goes to the first that is left
  const find = byId("find");
  const items = Array.from(document.querySelectorAll("#nodes button"));
  items.forEach((button) => button.addEventListener("click", () => focus(button.dataset.node)));
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    let left = 0;
    items.forEach((button) => {
      const hit = button.textContent.toLowerCase().includes(wanted);
      button.parentElement.hidden = !hit;
      if (hit) left += 1;
    });
    byId("nothing").hidden = left > 0;
  });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = items.find((button) => !button.parentElement.hidden);
    if (first) focus(first.dataset.node);
  });

  // --- layout, whole picture, PNG
  const layout = byId("layout");
  if (layout) layout.addEventListener("click", () => {
    const columns = layout.getAttribute("aria-pressed") !== "true";
    layout.setAttribute("aria-pressed", String(columns));
    nodes.update(data.nodes.map((n) => {
      const at = columns ? data.columns[n.id] : null;
      return at ? { id: n.id, x: at[0], y: at[1] } : Object.assign({ id: n.id }, placed.get(n.id));
    }));
    fit();
  });
  byId("fit").addEventListener("click", () => { dim(null); network.unselectAll(); fit(); });

  function caption(paper, top, width, ratio) {
    const size = 15 * ratio;
    paper.fillStyle = "#1c1f24";
    paper.font = "bold " + size * 1.25 + "px sans-serif";
    paper.fillText(data.title, size, top + size * 1.7, width - 2 * size);
    paper.font = size + "px sans-serif";
    let left = size;
    data.legend.forEach((style) => {
      paper.strokeStyle = style.color;
      paper.lineWidth = style.width * ratio;
      paper.setLineDash(style.dashes.map((d) => d * ratio));
      paper.beginPath();
      paper.moveTo(left, top + size * 3);
      paper.lineTo(left + size * 2.4, top + size * 3);
      paper.stroke();
      paper.setLineDash([]);
      paper.fillText(style.zh, left + size * 2.8, top + size * 3.35);
      left += size * 4 + paper.measureText(style.zh).width;
    });
    if (data.sources.length) paper.fillText("依据：" + data.sources.join("；"), left + size, top + size * 3.35, width - left - 2 * size);
  }

  function picture() {
    const old = { view: network.getViewPosition(), scale: network.getScale() };
    const drawn = canvas.querySelector("canvas");
    network.setSize("2100px", columned() ? "2100px" : "1400px");
    network.redraw();
    fit();
    network.redraw();
    const ratio = drawn.width / 1500;
    const foot = Math.round(64 * ratio);
    const sheet = document.createElement("canvas");
    sheet.width = drawn.width;
    sheet.height = drawn.height + foot;
    const paper = sheet.getContext("2d");
    paper.fillStyle = "#ffffff";
    paper.fillRect(0, 0, sheet.width, sheet.height);
    paper.drawImage(drawn, 0, 0);
    caption(paper, drawn.height, sheet.width, ratio);
    network.setSize("100%", "100%");
    network.redraw();
    network.moveTo({ position: old.view, scale: old.scale, animation: false });
    return sheet;
  }

  byId("png").addEventListener("click", () => {
    picture().toBlob((blob) => {
      const anchor = element("a");
      anchor.href = URL.createObjectURL(blob);
      anchor.download = data.title.replace(/[\\/:*?"<>|\s]+/g, "_") + ".png";
      document.body.append(anchor);
      anchor.click();
      anchor.remove();
      setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
    }, "image/png");
  });

  window.zeren = Object.freeze({
    network: network,
    nodes: nodes.length,
    edges: edges.length,
    visibleEdges: () => edges.get({ filter: (e) => !e.hidden }).length,
    select: select,
    focus: focus,
    showEdge: showEdge,
  });
}());
