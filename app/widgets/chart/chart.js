// Charts as SVG. Names are data: they are only ever set as textContent or attributes.
const NS = "http://www.w3.org/2000/svg";
const known = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let chart = known.get(parentElement);
  if (!chart) {
    chart = { shown: "" };
    known.set(parentElement, chart);
    parentElement.querySelector(".png").addEventListener("click", () => save(parentElement, chart.name));
  }
  chart.open = (panel, key) => setTriggerValue("opened", { panel, key });
  chart.name = data.name;
  const colours = theme(parentElement), now = JSON.stringify([data, colours]);
  if (now !== chart.shown) {
    chart.shown = now;
    draw(parentElement, data, colours, chart);
  }
  return () => known.delete(parentElement);
}

function theme(root) {
  const style = getComputedStyle(root.querySelector(".charts"));
  const get = (name) => style.getPropertyValue(`--st-${name}`).trim();
  return {
    ink: get("text-color"), page: get("background-color"), primary: get("primary-color"),
    orange: get("orange-color"), green: get("green-color"), red: get("red-color"),
    gray: get("gray-color"), blue: get("blue-color"), font: get("font") || "sans-serif",
  };
}

function make(name, attributes, text) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function draw(root, data, colours, chart) {
  const grid = root.querySelector(".grid"), tip = root.querySelector(".tip");
  grid.textContent = "";
  grid.classList.toggle("rows", data.kind === "rows");
  const opens = (panel, point, node) => {
    node.classList.add("point");
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", point.text);
    node.append(make("title", {}, point.text));
    const go = () => chart.open(panel, point.key);
    node.addEventListener("click", go);
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); go(); }
    });
    for (const name of ["focus", "pointerenter"]) node.addEventListener(name, () => { tip.textContent = point.text; });
    for (const name of ["blur", "pointerleave"]) node.addEventListener(name, () => { tip.textContent = ""; });
  };
  if (data.kind === "rows") grid.append(rows(data.panels[0], colours, opens, grid.clientWidth || 700));
  else for (const panel of data.panels) grid.append(lines(panel, colours, opens));
}

function text(x, y, content, colours, more = {}) {
  return make("text", { x, y, fill: colours.ink, "font-family": colours.font, "font-size": 12, ...more }, content);
}

function shown(value, unit) {
  return unit === "percent" ? `${Math.round(value * 100)} %` : `${value > 0 ? "+" : ""}${value.toFixed(1).replace("-", "−")}`;
}

function lines(panel, colours, opens) {
  const width = 300, height = 168, left = 34, right = 292, top = 44, bottom = 142;
  const [low, high] = panel.unit === "percent" ? [0, 1] : [-1, 1];
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": `${panel.title}. ${panel.note}` });
  svg.append(text(0, 14, panel.title, colours, { "font-size": 14, "font-weight": 600 }));
  svg.append(text(0, 30, panel.note, colours, { "fill-opacity": 0.72 }));
  const y = (value) => bottom - ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (bottom - top);
  for (const value of [low, (low + high) / 2, high]) {
    svg.append(make("line", { x1: left, x2: right, y1: y(value), y2: y(value), stroke: colours.ink, "stroke-opacity": 0.12 }));
    svg.append(text(left - 5, y(value) + 4, shown(value, panel.unit), colours, { "text-anchor": "end", "font-size": 10, "fill-opacity": 0.7 }));
  }
  const names = [];
  for (const series of panel.series) for (const point of series.points) if (!names.includes(point.at)) names.push(point.at);
  const x = (at) => (names.length < 2 ? (left + right) / 2 : left + 10 + (names.indexOf(at) / (names.length - 1)) * (right - left - 20));
  const ends = names.length > 1 ? [[names[0], "start", left], [names[names.length - 1], "end", right]] : names.map((n) => [n, "middle", x(n)]);
  for (const [name, anchor, place] of ends) svg.append(text(place, bottom + 17, name, colours, { "text-anchor": anchor, "font-size": 10.5, "fill-opacity": 0.75 }));
  for (const series of panel.series) svg.append(...oneLine(panel, series, x, y, colours, opens));
  return svg;
}

function oneLine(panel, series, x, y, colours, opens) {
  const colour = colours[series.colour], made = [], points = series.points;
  const sure = points.filter((p) => p.low !== null);
  if (sure.length > 1) {
    const edge = [...sure.map((p) => [x(p.at), y(p.high)]), ...sure.slice().reverse().map((p) => [x(p.at), y(p.low)])];
    made.push(make("polygon", { points: edge.map((e) => e.join(",")).join(" "), fill: colour, "fill-opacity": series.look === "solid" ? 0.14 : 0.06 }));
  } else {
    for (const p of sure) made.push(make("line", { x1: x(p.at), x2: x(p.at), y1: y(p.low), y2: y(p.high), stroke: colour, "stroke-opacity": 0.5, "stroke-width": 2 }));
  }
  made.push(make("polyline", {
    points: points.map((p) => `${x(p.at)},${y(p.value)}`).join(" "), fill: "none", stroke: colour, "stroke-width": 2,
    "stroke-dasharray": series.look === "solid" ? "" : "4 3", "stroke-linejoin": "round",
  }));
  for (const p of points) {
    const group = make("g", {});
    group.append(make("circle", { class: "halo", cx: x(p.at), cy: y(p.value), r: 9, fill: "transparent" }));
    group.append(make("circle", {
      class: "dot", cx: x(p.at), cy: y(p.value), r: 3.5, stroke: colour, "stroke-width": 2,
      fill: p.faint ? colours.page : colour,
    }));
    opens(panel.key, p, group);
    made.push(group);
  }
  return made;
}

function rows(panel, colours, opens, wide) {
  const width = Math.max(320, wide), step = 26, top = 26, narrow = width < 520;
  const left = narrow ? 118 : 210, right = width - (narrow ? 8 : 150);
  const height = top + panel.points.length * step + 8;
  const [low, high] = panel.unit === "percent" ? [0, 1] : [-1, 1];
  const x = (value) => left + ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (right - left);
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "group" });
  for (const value of [low, (low + high) / 2, high]) {
    svg.append(make("line", { x1: x(value), x2: x(value), y1: top - 6, y2: height - 6, stroke: colours.ink, "stroke-opacity": 0.12 }));
    svg.append(text(x(value), 12, shown(value, panel.unit), colours, { "text-anchor": "middle", "font-size": 11, "fill-opacity": 0.7 }));
  }
  if (panel.middle !== null)
    svg.append(make("line", { x1: x(panel.middle), x2: x(panel.middle), y1: top - 6, y2: height - 6, stroke: colours.ink, "stroke-opacity": 0.55, "stroke-dasharray": "3 3" }));
  panel.points.forEach((p, i) => {
    const y = top + i * step + step / 2, colour = colours[p.tone || "gray"], group = make("g", {});
    group.append(make("rect", { class: "halo", x: 0, y: y - step / 2 + 1, width, height: step - 2, rx: 4, fill: "transparent" }));
    const limit = narrow ? 15 : 28, name = p.at.length > limit ? `${p.at.slice(0, limit - 1)}…` : p.at;
    group.append(text(4, y + 4, name, colours, { "font-size": 13 }));
    if (p.low !== null) group.append(make("line", { x1: x(p.low), x2: x(p.high), y1: y, y2: y, stroke: colour, "stroke-width": 2, "stroke-opacity": 0.7 }));
    group.append(make("circle", { class: "dot", cx: x(p.value), cy: y, r: 4.5, fill: colour, stroke: colour }));
    if (!narrow) group.append(text(width - 4, y + 4, p.text.split(": ").slice(1).join(": ").split(",")[0], colours, { "text-anchor": "end", "font-size": 12, "fill-opacity": 0.75 }));
    opens("", p, group);
    svg.append(group);
  });
  return svg;
}

function save(root, name) {
  const drawn = [...root.querySelectorAll(".grid svg")];
  if (!drawn.length) return;
  const pad = 24, boxes = drawn.map((svg) => svg.viewBox.baseVal);
  const columns = drawn.length > 1 ? Math.min(3, drawn.length) : 1;
  const wide = Math.max(...boxes.map((b) => b.width)), tall = Math.max(...boxes.map((b) => b.height));
  const width = columns * (wide + pad) + pad, height = Math.ceil(drawn.length / columns) * (tall + pad) + pad;
  const page = make("svg", { xmlns: NS, width, height, viewBox: `0 0 ${width} ${height}` });
  page.append(make("rect", { width, height, fill: theme(root).page }));
  drawn.forEach((svg, i) => {
    const copy = svg.cloneNode(true);
    copy.setAttribute("x", pad + (i % columns) * (wide + pad));
    copy.setAttribute("y", pad + Math.floor(i / columns) * (tall + pad));
    copy.setAttribute("width", boxes[i].width);
    copy.setAttribute("height", boxes[i].height);
    page.append(copy);
  });
  const picture = new Image(), source = new XMLSerializer().serializeToString(page);
  picture.onload = () => {
    const canvas = document.createElement("canvas"), scale = 2;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    context.drawImage(picture, 0, 0);
    canvas.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    }, "image/png");
  };
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
}
