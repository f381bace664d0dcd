// The text is only ever set as a value or as textContent.
const known = new WeakMap();
const PAUSE = 350; // milliseconds after the last key

export default function ({ data, parentElement, setStateValue }) {
  let editor = known.get(parentElement);
  if (!editor) {
    editor = makeEditor(parentElement);
    known.set(parentElement, editor);
  }
  editor.send = (typed) => setStateValue("typed", typed);
  editor.update(data);
  return () => known.delete(parentElement);
}

function makeEditor(root) {
  const find = (name) => root.querySelector(`.${name}`);
  const text = find("text"), gutter = find("gutter"), colours = find("colours"), state = find("state"), list = find("mistakes");
  let shown = null, wrong = new Map(), waiting = 0, sent = "", told = "";
  const self = {};

  function draw() {
    const lines = text.value.split("\n");
    gutter.replaceChildren(...lines.map((_, i) => {
      const row = document.createElement("div");
      row.textContent = String(i + 1);
      if (wrong.has(i + 1)) row.className = "wrong";
      return row;
    }));
    colours.replaceChildren(...lines.flatMap((line, i) => [...coloured(line, wrong.get(i + 1)), "\n"]));
    scroll();
  }

  function scroll() {
    gutter.scrollTop = colours.scrollTop = text.scrollTop;
    colours.scrollLeft = text.scrollLeft;
  }

  function jump(line, column) {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
    const rest = (lines[line - 1] || "").slice(column - 1).match(/^[\w-]+/);
    text.focus();
    text.setSelectionRange(start, start + (rest ? rest[0].length : 0));
    text.scrollTop = Math.max(0, (line - 6) * 20);
    scroll();
  }

  function send() {
    clearTimeout(waiting);
    waiting = 0;
    if (text.value === sent) return;
    sent = text.value;
    self.send({ document: shown, text: sent });
  }

  text.addEventListener("scroll", scroll);
  text.addEventListener("blur", send);
  text.addEventListener("input", () => {
    draw();
    told = "";
    state.textContent = "Checking …";
    state.className = "state";
    clearTimeout(waiting);
    waiting = setTimeout(send, PAUSE);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    // A new line begins where the one above it does.
    const before = text.value.slice(0, text.selectionStart).split("\n").pop();
    event.preventDefault();
    const deeper = /:\s*\|?$/.test(before) ? "  " : "";
    document.execCommand("insertText", false, "\n" + before.match(/^ */)[0] + deeper);
  });

  self.update = (data) => {
    if (data.document !== shown) {
      shown = data.document;
      text.value = sent = data.text;
      text.scrollTop = 0;
      text.setSelectionRange(0, 0);
    }
    text.setAttribute("aria-label", data.label);
    if (waiting) return; // newer text is on its way; what is said here is of older
    wrong = new Map(data.mistakes.map((one) => [one.line, one.column]));
    list.replaceChildren(...data.mistakes.map((one) => {
      const item = document.createElement("li"), button = document.createElement("button"), place = document.createElement("b");
      button.type = "button";
      place.textContent = `${one.line}:${one.column}`;
      button.append(place, one.what);
      button.addEventListener("click", () => jump(one.line, one.column));
      item.append(button);
      return item;
    }));
    const count = data.mistakes.length;
    const words = count ? `${count} mistake${count > 1 ? "s" : ""}: click one to go there` : "No mistakes";
    if (words !== told) state.textContent = told = words;
    state.className = count ? "state" : "state fine";
    draw();
  };
  return self;
}

function coloured(line, wrongAt) {
  const parts = [];
  const put = (words, kind) => {
    if (!words) return;
    const span = document.createElement("span");
    span.textContent = words;
    if (kind) span.className = kind;
    parts.push(span);
  };
  const note = line.search(/(^|\s)#/);
  const code = note < 0 ? line : line.slice(0, note);
  const key = code.match(/^(\s*(?:- )*)([\w*]+)(:)(?=\s|$)(.*)$/);
  if (key) {
    put(key[1]);
    put(key[2] + key[3], "key");
    put(key[4], /^\s*["'[{|]/.test(key[4]) ? "" : "word");
  } else put(code);
  if (note >= 0) put(line.slice(note), "note");
  if (wrongAt) parts.filter((part) => part.textContent.trim() && part.className !== "note").forEach((part) => part.classList.add("wrong"));
  return parts;
}
