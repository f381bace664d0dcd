// A verdict with reason and note. What was typed stays here until it is saved, and goes out whole
// with the key or the click that saves it, so that fast hands lose nothing.
const forms = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let form = forms.get(parentElement);
  if (!form) {
    form = makeForm(parentElement, data);
    forms.set(parentElement, form);
  }
  form.send = setTriggerValue;
  form.update(data);
  return () => forms.delete(parentElement);
}

function makeForm(root, data) {
  const find = (selector) => root.querySelector(selector);
  const form = find(".verdict-form"), note = find(".note"), reason = find(".reason");
  const save = find(".save"), error = find(".error");
  const self = {};
  const group = `verdict-${Math.random().toString(36).slice(2)}`;

  for (const [value, text] of data.verdicts) {
    const label = document.createElement("label"), input = document.createElement("input");
    Object.assign(input, { type: "radio", name: group, value, checked: value === data.preset });
    label.append(input, text);
    find(".verdicts").append(label);
  }
  for (const [value, text] of data.reasons) reason.append(new Option(text, value));
  note.maxLength = data.longest;

  function send() {
    if (save.disabled) return;
    save.disabled = true;
    error.hidden = true;
    const verdict = form.querySelector("input:checked").value;
    self.send("save", { verdict, reason: reason.value, note: note.value });
  }
  form.onsubmit = (event) => { event.preventDefault(); send(); };
  find(".cancel").onclick = () => self.send("cancel", true);
  form.onkeydown = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
    else if (event.key === "Escape") self.send("cancel", true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  note.focus({ preventScroll: true });
  form.scrollIntoView({ block: "nearest" });

  self.update = ({ error: text, tries }) => {
    if (tries === self.tries) return;
    self.tries = tries;
    save.disabled = false;
    error.textContent = text;
    error.hidden = !text;
    if (text) reason.focus();
  };
  return self;
}
