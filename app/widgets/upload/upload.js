// Sends files one after the other; the browser reads each from the disk while it is sent.
// File names are data: they are only ever set as textContent.
const known = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let place = known.get(parentElement);
  if (!place) {
    place = makePlace(parentElement);
    known.set(parentElement, place);
  }
  place.address = data.address;
  place.arrived = (count) => setTriggerValue("arrived", count);
  return () => known.delete(parentElement);
}

function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB"];
  const step = bytes ? Math.min(3, Math.floor(Math.log10(bytes) / 3)) : 0;
  return `${(bytes / 1000 ** step).toFixed(step ? 1 : 0)} ${units[step]}`;
}

function makePlace(root) {
  const drop = root.querySelector(".drop"), list = root.querySelector(".list");
  const input = root.querySelector(".files"), waiting = [];
  const self = { address: "", arrived: () => {} };
  let busy = false, count = 0;

  function row(file) {
    const item = document.createElement("li"), bar = document.createElement("progress");
    const name = document.createElement("span"), state = document.createElement("span");
    name.className = "name";
    name.dir = "auto";
    name.textContent = file.name;
    state.className = "state";
    state.textContent = `waiting, ${size(file.size)}`;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Upload of ${file.name}`);
    item.append(name, state, bar);
    list.append(item);
    return { file, item, state, bar };
  }

  function take(files) {
    for (const file of files) waiting.push(row(file));
    next();
  }

  function next() {
    if (busy) return;
    const job = waiting.shift();
    if (!job) {
      if (count) self.arrived(count);
      return;
    }
    busy = true;
    send(job).then((problem) => {
      busy = false;
      job.bar.remove();
      job.item.classList.toggle("bad", Boolean(problem));
      job.state.textContent = problem || `here, ${size(job.file.size)}`;
      if (!problem) count += 1;
      next();
    });
  }

  function send({ file, state, bar }) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", self.address);
      request.setRequestHeader("X-Callqa-Name", encodeURIComponent(file.name));
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = (event) => {
        bar.value = event.total ? event.loaded / event.total : 0;
        state.textContent = `${Math.round(bar.value * 100)} %`;
      };
      request.onload = () => resolve(request.status === 200 ? "" : request.responseText.trim() || `refused (${request.status})`);
      request.onerror = () => resolve("the connection broke; drop the file again");
      request.send(file);
    });
  }

  input.addEventListener("change", () => { take(input.files); input.value = ""; });
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    take(event.dataTransfer.files);
  });
  return self;
}
