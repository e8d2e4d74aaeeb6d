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

  const keep = () => {
    const said = Object.fromEntries(fields().map((field) => [field.name, field.value]));
    try { localStorage.setItem(key, JSON.stringify(said)); } catch { /* full or refused: the form still holds it */ }
  };
  const forget = () => { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } };

  let left = null;
  try { left = JSON.parse(localStorage.getItem(key) || "null"); } catch { left = null; }
  if (left) {
    let changed = false;
    for (const field of fields()) {
      if (field.name in left && left[field.name] !== field.value) { field.value = left[field.name]; changed = true; }
    }
    if (changed) say("restored"); else forget();
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
  form.addEventListener("input", () => { keep(); clearTimeout(timer); timer = setTimeout(save, 3000); });
  form.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(save, 300); });
  form.addEventListener("submit", () => { clearTimeout(timer); });
})();
