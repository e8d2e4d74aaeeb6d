// Save a dossier while it is typed. Without this script the form's own button saves it.
// What the server has not confirmed is kept on this device and put back when the page is opened.
(() => {
  "use strict";
  const form = document.querySelector("form[data-dossier]");
  const status = document.querySelector("[data-dossier-status]");
  if (!form || !status) return;
  const version = form.querySelector("input[name=seen_version]");
  const key = "dossier:" + form.getAttribute("action");
  const fields = () => Array.from(form.querySelectorAll("textarea[name], input[type=text][name]"));
  const say = (name) => { status.textContent = form.dataset[name]; };

  // What is kept is good for the version it was typed on; `open` until the server has it.
  const keep = (open) => {
    const said = Object.fromEntries(fields().map((field) => [field.name, field.value]));
    try { localStorage.setItem(key, JSON.stringify({ version: version.value, open, said })); } catch { /* full or refused: the form still holds it */ }
  };
  const forget = () => { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } };
  const show = (lost) => {
    const box = document.createElement("details");
    box.append(Object.assign(document.createElement("summary"), { textContent: form.dataset.left }));
    for (const [field, words] of lost) {
      box.append(Object.assign(document.createElement("h3"), { textContent: form.querySelector(`label[for="${field.id}"]`).textContent }));
      box.append(Object.assign(document.createElement("p"), { textContent: words, lang: "zh-Hans" }));
    }
    status.after(box);
  };

  let left = null;
  try { left = JSON.parse(localStorage.getItem(key) || "null"); } catch { left = null; }
  if (left && left.said) {
    const lost = fields().filter((field) => field.name in left.said && left.said[field.name] !== field.value)
      .map((field) => [field, left.said[field.name]]);
    if (left.version === version.value && lost.length) {
      for (const [field, words] of lost) field.value = words;
      say("restored");
    } else if (left.open && lost.length) { show(lost); } else { forget(); }
  }

  let timer = null;
  let running = false;
  let again = false;
  const save = async () => {
    if (running) { again = true; return; }
    running = true;
    say("saving");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin",
      });
      if (answer.ok) {
        version.value = (await answer.json()).version;
        if (!again) forget();
        say("saved");
      } else { say(answer.status === 409 ? "conflict" : "kept"); }
    } catch { say("kept"); }
    running = false;
    if (again) { again = false; save(); }
  };
  form.addEventListener("input", () => { keep(true); clearTimeout(timer); timer = setTimeout(save, 3000); });
  form.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(save, 300); });
  form.addEventListener("submit", () => { clearTimeout(timer); keep(false); });
})();
