// Send an attachment piece by piece, with progress, and go on after a cut. Without this script, or
// without digests in this browser, the form sends the whole file by itself.
(() => {
  "use strict";
  const form = document.querySelector("form[data-upload]");
  if (!form || !window.crypto || !crypto.subtle) return;
  const box = form.querySelector("[data-upload-state]");
  const bar = box.querySelector("progress");
  const line = box.querySelector("[role=status]");
  const token = form.querySelector("input[name=csrf_token]").value;
  const say = (name, more = "") => { box.hidden = false; line.textContent = form.dataset[name] + more; };
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (octet) => octet.toString(16).padStart(2, "0")).join("");
  const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  const digest = async (blob) => crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  const megabytes = (octets) => (octets / 1e6).toFixed(1);

  const put = (address, body, headers) => fetch(address, {
    method: "PUT", body, credentials: "same-origin", headers: { "X-CSRFToken": token, Accept: "application/json", ...headers },
  });
  // Resolves when the line is back, when the person asks, or after a while.
  const wait = (tries) => new Promise((done) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-plain", textContent: form.dataset.again });
    const go = () => { window.removeEventListener("online", go); button.remove(); done(); };
    button.addEventListener("click", go);
    window.addEventListener("online", go);
    setTimeout(go, Math.min(30000, 1000 * 2 ** tries));
    box.append(button);
  });
  // An answer of the server, whatever it says; a cut or a server that is away is waited for.
  const answered = async (ask) => {
    for (let tries = 0; ; tries += 1) {
      try {
        const answer = await ask();
        if (answer.status < 500 && answer.status !== 429) return answer;
      } catch { /* the line was cut: what lies there is asked again */ }
      say("cut");
      await wait(tries);
    }
  };
  const refused = async (answer) => {
    const told = await answer.json().catch(() => ({}));
    const words = told.errors ? Object.values(told.errors).flat() : [told.title || String(answer.status)];
    say("wrong", words.join(" "));
    box.setAttribute("role", "alert");
    for (const name of Object.keys(told.errors || {})) {
      const field = form.querySelector(`[name="${name === "file_name" || name === "byte_size" ? "file" : name}"]`);
      if (field) field.setAttribute("aria-invalid", "true");
    }
    const first = form.querySelector("[aria-invalid=true]");
    if (first) first.focus();
  };

  const declared = (address, file) => {
    const said = { file_name: file.name, byte_size: file.size };
    for (const name of ["caption", "licence", "consent", "serves"]) {
      const field = form.elements[name];
      if (field) said[name] = field.value;
    }
    for (const name of ["shows_people", "public"]) said[name] = form.elements[name].checked;
    return answered(() => put(address, JSON.stringify(said), { "Content-Type": "application/json" }));
  };
  const shown = (offset, size) => {
    bar.value = Math.floor(offset * 100 / size);
    say(offset < size ? "sending" : "checking", ` ${megabytes(offset)} / ${megabytes(size)} MB`);
  };

  const send = async (file) => {
    say("reading");
    const whole = hex(await digest(file));
    const address = form.dataset.upload.replace("0".repeat(64), whole);
    let answer = await declared(address, file);
    if (!answer.ok) { await refused(answer); return false; }
    let state = await answer.json();
    while (!state.attachment_id) {
      const first = state.offset;
      const piece = file.slice(first, first + state.piece_bytes);
      const end = first + piece.size;
      shown(first, file.size);
      const headers = {
        "Content-Type": "application/octet-stream",
        "Content-Range": `bytes ${first}-${end - 1}/${file.size}`,
        "Content-Digest": `sha-256=:${base64(await digest(piece))}:`,
      };
      if (end === file.size) shown(end, file.size);
      answer = await answered(() => put(`${address}/bytes`, piece, headers));
      if (answer.status === 409 || answer.status === 404) {
        // A repeated piece after a cut: ask where to go on. What is attached already is done.
        const again = await declared(address, file);
        if (again.status === 409) return true;
        if (!again.ok) { await refused(again); return false; }
        state = await again.json();
      } else if (answer.ok) { state = await answer.json(); } else { await refused(answer); return false; }
    }
    return true;
  };

  form.addEventListener("submit", async (event) => {
    const file = form.elements.file.files[0];
    if (!file || !file.size) return;
    event.preventDefault();
    box.removeAttribute("role");
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    if (file.size > Number(form.dataset.limit) * 1e6) { say("large"); return; }
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      if (await send(file)) window.location.reload();
    } finally { button.disabled = false; }
  });
})();
