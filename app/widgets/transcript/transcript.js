// The conversation. Recorded words are data: they are only ever set as textContent.
const known = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let transcript = known.get(parentElement);
  if (!transcript) {
    transcript = makeTranscript(parentElement);
    known.set(parentElement, transcript);
  }
  transcript.ask = setTriggerValue;
  transcript.update(data);
  return () => {
    known.delete(parentElement);
    transcript.remove();
  };
}

const UNSURE = 0.5;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function play(at) {
  document.dispatchEvent(new CustomEvent("callqa:seek", { detail: { at, play: true } }));
}

function makeTranscript(root) {
  const box = root.querySelector(".transcript"), list = root.querySelector(".turns");
  const follow = root.querySelector(".follow");
  const tools = root.querySelector(".tools"), mode = root.querySelector(".mode"), hint = root.querySelector(".hint");
  let spoken = [], lit = [], turns = [], shown = "", following = true, last = -1, correcting = false;
  const self = {};

  function build(data) {
    list.textContent = "";
    spoken = [];
    turns = data.turns.map((turn, i) => {
      const item = element("li", turn.speaker);
      const first = !i || data.turns[i - 1].speaker !== turn.speaker || turn.tag;
      item.classList.toggle("small", turn.small);
      item.classList.toggle("first", Boolean(first) && !turn.small);
      if (first || turn.small || data.may) item.append(head(turn, i, Boolean(first)));
      const words = element("p", "words");
      words.dir = "auto";
      turn.words.forEach((word, n) => {
        const node = element("span", "w", word[0]);
        if (word[3] < UNSURE || word[4]) {
          node.classList.add("unsure");
          node.title = word[4] ? "It is uncertain who says this" : "The recogniser is unsure of this word";
        }
        if (word[5]) {
          node.classList.add("mended");
          node.title = `Corrected; the machine heard “${word[5]}”`;
        }
        if (n) words.append(" ");
        words.append(node);
        spoken.push({ start: word[1], end: word[2], node, item, turn: i, word: n });
      });
      item.append(words);
      for (const said of turn.comments) item.append(comment(said));
      list.append(item);
      return { item, nodes: [...words.querySelectorAll(".w")], start: turn.start, end: turn.end };
    });
    for (const mark of data.marks) {
      for (let n = mark.first; n <= mark.last; n++) {
        const node = turns[mark.turn] && turns[mark.turn].nodes[n];
        if (!node) continue;
        node.classList.add(mark.verdict);
        node.title = mark.label;
        // The space belongs to the underline, so that a phrase reads as one thing.
        if (n < mark.last && node.nextSibling && node.nextSibling.nodeType === 3) node.append(node.nextSibling);
      }
    }
    spoken.sort((a, b) => a.start - b.start);
  }

  function comment(said) {
    const note = element("div", "comment"), text = element("p", "", said.text);
    text.dir = "auto";
    note.append(element("b", "", said.who), text);
    return note;
  }

  function head(turn, number, first) {
    const row = element("div", "head");
    if (!turn.small && first) row.append(element("span", "who", turn.label));
    const at = element("button", "at", turn.clock);
    at.type = "button";
    at.title = "Play from here";
    at.onclick = () => play(turn.start);
    row.append(at);
    if (turn.tag && !turn.small) row.append(element("span", "tag", turn.tag));
    if (self.may) {
      const say = element("button", "say", "Comment");
      say.type = "button";
      say.setAttribute("aria-label", `Comment on ${turn.label.toLowerCase()} at ${turn.clock}`);
      say.onclick = () => self.ask("comment", { turn: number });
      row.append(say);
    }
    if (turn.small) row.title = `${turn.label}, ${turn.tag || "short"}`;
    return row;
  }

  function show(at, playing) {
    for (const word of lit) {
      word.node.classList.remove("now");
      word.item.classList.remove("active");
    }
    lit = spoken.filter((word) => word.start <= at && at < word.end);
    for (const word of lit) {
      word.node.classList.add("now");
      word.item.classList.add("active");
    }
    const moved = Math.abs(at - last) > 1.5;
    if (moved) rest(true);
    if (following && (playing || moved) && at !== last) keepInView(at);
    last = at;
  }

  function keepInView(at) {
    let turn = turns.find((t) => t.start <= at && at < t.end);
    if (!turn) turn = [...turns].reverse().find((t) => t.start <= at);
    if (!turn) return;
    const room = box.getBoundingClientRect(), item = turn.item.getBoundingClientRect();
    if (item.top >= room.top + 8 && item.bottom <= room.bottom - 8) return;
    const top = box.scrollTop + item.top - room.top - room.height / 3;
    box.scrollTo({ top, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  function rest(on) {
    following = on;
    follow.hidden = on;
  }

  const onTime = (event) => show(event.detail.at, event.detail.playing);
  document.addEventListener("callqa:time", onTime);
  const leave = () => { if (last > 0) rest(false); };
  box.addEventListener("wheel", leave, { passive: true });
  box.addEventListener("touchmove", leave, { passive: true });
  box.onkeydown = (event) => {
    if (["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"].includes(event.key)) leave();
  };
  follow.onclick = () => { rest(true); keepInView(last); };
  function chosen(node) {
    const word = spoken.find((w) => w.node === node);
    if (!word) return false;
    if (correcting) self.ask("correct", { turn: word.turn, word: word.word });
    else play(word.start);
    return true;
  }
  list.onclick = (event) => { if (!String(getSelection()) || correcting) chosen(event.target); };
  list.onkeydown = (event) => {
    if (correcting && event.key === "Enter" && chosen(event.target)) event.preventDefault();
  };
  function setMode(on) {
    correcting = on;
    mode.setAttribute("aria-pressed", String(on));
    box.classList.toggle("correcting", on);
    hint.textContent = on ? "Click the word that is wrong" : "";
    for (const word of spoken) {
      if (on) { word.node.tabIndex = 0; word.node.setAttribute("role", "button"); }
      else { word.node.removeAttribute("tabindex"); word.node.removeAttribute("role"); }
    }
  }
  mode.onclick = () => setMode(!correcting);

  return Object.assign(self, {
    update(data) {
      self.may = data.may;
      tools.hidden = !data.may;
      const print = JSON.stringify(data);
      if (print === shown) return;
      shown = print;
      build(data);
      setMode(correcting && data.may);
      if (last >= 0) show(last, false);
    },
    remove() {
      document.removeEventListener("callqa:time", onTime);
    },
  });
}
