// The player: sound, controls and the timeline. Other parts of the page talk to it with two events
// on the document: "callqa:seek" {at, play} asks it to go somewhere, "callqa:time" {at, playing}
// says where it is.
const known = new WeakMap();

export default function ({ data, parentElement }) {
  let player = known.get(parentElement);
  if (!player) {
    player = makePlayer(parentElement);
    known.set(parentElement, player);
  }
  player.update(data);
  return () => {
    known.delete(parentElement);
    player.remove();
  };
}

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
};

function makePlayer(root) {
  const find = (selector) => root.querySelector(selector);
  const box = find(".player"), audio = find("audio"), canvas = find("canvas");
  const tip = find(".tip"), notice = find(".notice");
  let data = null, silentAt = 0, frame = 0, nonce = null;

  const hasSound = () => Boolean(data && data.audio && !audio.error);
  const now = () => (hasSound() ? audio.currentTime : silentAt);
  const length = () => (data ? data.seconds : 0);

  let quiet = 0;
  function say(text) {
    clearTimeout(quiet);
    notice.textContent = text;
  }

  function tell() {
    const detail = { at: now(), playing: !audio.paused };
    document.dispatchEvent(new CustomEvent("callqa:time", { detail }));
  }

  function show() {
    find(".now").textContent = clock(now());
    canvas.setAttribute("aria-valuenow", now().toFixed(1));
    canvas.setAttribute("aria-valuetext", `${clock(now())} of ${clock(length())}`);
    draw();
    tell();
  }

  // Stretches in which nobody is audible; a little of each is left, so that a pause stays one.
  const KEPT = 0.4, WORTH = 1.2;
  function skipSilence() {
    if (!find(".skip input").checked || !data) return;
    const at = audio.currentTime;
    const gap = data.gaps.find(([start, end]) => end - start > WORTH && at >= start + KEPT && at < end - KEPT);
    if (gap) audio.currentTime = gap[1] - KEPT / 2;
  }

  function tick() {
    skipSilence();
    show();
    frame = audio.paused ? 0 : requestAnimationFrame(tick);
  }

  function seek(at, play) {
    const target = Math.min(Math.max(0, at), length());
    silentAt = target;
    if (!hasSound()) return show();
    // A position set before the length is known is forgotten by some browsers.
    const go = () => {
      audio.currentTime = target;
      if (play) start();
      show();
    };
    if (audio.readyState >= 1) go();
    else audio.addEventListener("loadedmetadata", go, { once: true });
  }

  function start() {
    audio.play().catch((error) => {
      if (error.name === "NotAllowedError") say("Press play to listen");
    });
  }

  function toggle() {
    if (!hasSound()) return;
    if (audio.paused) start();
    else audio.pause();
  }

  // -- drawing ------------------------------------------------------------------------------

  // Wide screens have room for the lanes' names beside them.
  function stretch() {
    const width = canvas.clientWidth, left = width > 560 ? 72 : 0;
    return { width, left, inner: Math.max(1, width - left - 8) };
  }
  const placeOf = (seconds) => stretch().left + (seconds / Math.max(length(), 0.001)) * stretch().inner;
  const timeAt = (x) => Math.min(length(), Math.max(0, (x - stretch().left) / stretch().inner) * length());

  const colour = (name) => getComputedStyle(box).getPropertyValue(name).trim();

  function draw() {
    if (!data) return;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    const ratio = window.devicePixelRatio || 1;
    if (!width) return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const colours = {
      agent: colour("--agent"), customer: colour("--customer"), ink: colour("--st-text-color"),
      quiet: colour("--quiet"), line: colour("--st-border-color"), fail: colour("--st-red-color"),
      pass: colour("--st-green-color"), accent: colour("--st-primary-color"), ground: colour("--st-background-color"),
      font: colour("--st-font"),
    };
    const view = { ...stretch(), height, seconds: Math.max(length(), 0.001), x: placeOf, rows: rows(height, data.mood.length > 0) };
    drawAxis(pen, view, colours, length());
    for (const mark of data.marks) if (mark.band) drawBand(pen, view, colours, mark);
    data.lanes.forEach((lane, i) => drawLane(pen, view, colours, lane, i, now()));
    drawMood(pen, view, colours, data.mood);
    for (const mark of data.marks) if (mark.row !== "lane" && !mark.band) drawMark(pen, view, colours, mark);
    const at = Math.round(view.x(now()));
    pen.fillStyle = colours.accent;
    pen.fillRect(at - 1, 14, 2, height - 14);
    pen.beginPath();
    pen.arc(at, 14, 4, 0, 7);
    pen.fill();
  }

  function marksAt(x) {
    const at = timeAt(x), slack = (6 / stretch().inner) * length();
    return data.marks.filter((m) => at >= m.start - slack && at <= m.end + slack);
  }

  function hover(event) {
    if (!data) return;
    const x = event.offsetX;
    explain(x, [clock(timeAt(x)), ...marksAt(x).slice(0, 4).map((mark) => mark.label)]);
  }

  function explain(x, lines) {
    tip.textContent = lines.join("\n");
    tip.hidden = false;
    const left = Math.min(x + 12, canvas.clientWidth - tip.offsetWidth);
    tip.style.left = `${Math.max(0, left)}px`;
  }

  // -- the marks for the keyboard: one stop of the tab key, the arrows go from one to the next ----

  const marks = find(".marks");
  let marked = "", buttons = [];

  function buildMarks() {
    const print = JSON.stringify(data.marks);
    if (print === marked) return; // whoever stands on one of them stays there
    marked = print;
    buttons = data.marks.map((mark, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = i ? -1 : 0;
      button.setAttribute("aria-label", `${mark.name}, ${clock(mark.start)}`);
      button.onclick = () => seek(mark.start, true);
      button.onfocus = () => {
        for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
        explain(placeOf(mark.start), [clock(mark.start), mark.label]);
      };
      button.onblur = () => { tip.hidden = true; };
      return button;
    });
    marks.replaceChildren(...buttons);
  }

  function placeMarks() {
    if (!data || !canvas.clientWidth) return;
    const places = rows(canvas.clientHeight, data.mood.length > 0);
    data.marks.forEach((mark, i) => {
      const lane = data.lanes.findIndex((one) => one.speaker === mark.by);
      const row = mark.band ? places.body : mark.row === "lane" ? places.lanes[Math.max(0, lane)] : places[mark.row];
      const left = placeOf(mark.start), width = Math.max(14, placeOf(mark.end) - left);
      const from = mark.end > mark.start ? left : left - width / 2;
      Object.assign(buttons[i].style, { left: `${from}px`, width: `${width}px`, top: `${row.top}px`, height: `${row.height}px` });
    });
  }

  marks.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own, such as Back
    const here = buttons.indexOf(event.target), last = buttons.length - 1;
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }[event.key];
    if (here < 0 || to === undefined) return;
    event.preventDefault(); // elsewhere on the page the arrows go five seconds
    buttons[Math.min(last, Math.max(0, to))].focus();
  };

  function legend() {
    const list = find(".legend");
    list.textContent = "";
    for (const item of data.legend) {
      const row = document.createElement("li"), key = document.createElement("canvas");
      key.width = 28;
      key.height = 24;
      row.append(key, document.createTextNode(item.label));
      list.append(row);
      const pen = key.getContext("2d");
      pen.scale(2, 2);
      drawKey(pen, item.kind, {
        agent: colour("--agent"), customer: colour("--customer"), quiet: colour("--quiet"),
        fail: colour("--st-red-color"), pass: colour("--st-green-color"), ink: colour("--st-text-color"), line: colour("--st-border-color"),
      });
    }
  }

  // -- what people do ------------------------------------------------------------------------

  const onSeek = (event) => seek(event.detail.at, event.detail.play);
  document.addEventListener("callqa:seek", onSeek);
  find(".play").onclick = toggle;
  for (const button of root.querySelectorAll(".step")) {
    button.onclick = () => seek(now() + Number(button.dataset.step), false);
  }
  // The address goes where it can be taken from: the clipboard, else the page.
  find(".link").onclick = async () => {
    const place = new URL(data.link, location.href);
    place.searchParams.set("at", now().toFixed(1));
    try {
      await navigator.clipboard.writeText(place.href);
      say(`Link to ${clock(now())} copied`);
    } catch {
      say(place.href);
    }
  };
  find("select").onchange = (event) => { audio.playbackRate = Number(event.target.value); };
  let dragging = false;
  const at = (event) => timeAt(event.offsetX);
  canvas.onpointerdown = (event) => { dragging = true; canvas.setPointerCapture(event.pointerId); seek(at(event), false); };
  canvas.onpointermove = (event) => { hover(event); if (dragging) seek(at(event), false); };
  canvas.onpointerup = canvas.onpointercancel = () => { dragging = false; };
  canvas.onpointerleave = () => { tip.hidden = true; };
  // On the whole page, except where a key means something else already: in fields and lists, and on
  // whatever has the arrow keys for itself.
  const ELSEWHERE = "input, textarea, select, [contenteditable], [role=grid], [role=tablist], [role=radiogroup], [role=listbox], [role=combobox], [role=dialog], dialog, canvas:not([role=slider])";
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const path = event.composedPath().filter((node) => node instanceof Element);
    if (path.some((node) => node.matches(ELSEWHERE))) return;
    const onButton = path[0] && path[0].closest("button, a, [role=button], summary");
    if (event.key === " " && !onButton) toggle();
    else if (event.key === "k" || event.key === "K") toggle();
    else if (event.key === "ArrowLeft") seek(now() - 5, false);
    else if (event.key === "ArrowRight") seek(now() + 5, false);
    else return;
    event.preventDefault();
  }
  document.addEventListener("keydown", onKey);
  audio.onplay = () => {
    box.dataset.playing = "";
    find(".play").setAttribute("aria-label", "Pause");
    say("");
    if (!frame) frame = requestAnimationFrame(tick);
  };
  audio.onpause = () => {
    delete box.dataset.playing;
    find(".play").setAttribute("aria-label", "Play");
    show();
  };
  audio.onloadedmetadata = () => { say(""); };
  audio.onseeked = show;
  audio.onerror = () => {
    say("The recording cannot be played");
    find(".play").disabled = true;
  };
  const sized = new ResizeObserver(() => { draw(); placeMarks(); });
  sized.observe(canvas);
  // The theme changes by variables on the way up to the page; a glance now and then is enough.
  let ground = "";
  const themed = setInterval(() => {
    const current = colour("--st-background-color");
    if (current !== ground) { ground = current; if (data) { legend(); draw(); } }
  }, 500);

  return {
    update(given) {
      const fresh = !data || data.audio !== given.audio;
      data = given;
      find(".of").textContent = ` / ${clock(length())}`;
      canvas.setAttribute("aria-valuemin", "0");
      canvas.setAttribute("aria-valuemax", length().toFixed(1));
      if (fresh) {
        silentAt = 0;
        if (given.audio) audio.src = given.audio;
        else audio.removeAttribute("src");
        find(".play").disabled = !given.audio;
        say(given.audio ? "" : "No recording to play");
        // Some recordings are first copied into a form that browsers play.
        if (given.audio) quiet = setTimeout(() => { notice.textContent = "Getting the recording …"; }, 300);
      }
      legend();
      buildMarks();
      placeMarks();
      if (given.seek && given.seek.nonce !== nonce) {
        nonce = given.seek.nonce;
        seek(given.seek.at, given.seek.play);
      }
      show();
    },
    remove() {
      document.removeEventListener("callqa:seek", onSeek);
      document.removeEventListener("keydown", onKey);
      clearTimeout(quiet);
      sized.disconnect();
      clearInterval(themed);
      cancelAnimationFrame(frame);
      audio.pause();
    },
  };
}
