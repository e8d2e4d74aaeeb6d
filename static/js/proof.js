// Work out the SHA-256 of a chosen file in the browser, so that it need not be uploaded.
// Without this script, or where the browser has no digest, the field takes a hash worked out elsewhere.
(() => {
  "use strict";
  const field = document.querySelector("[data-proof-file]");
  const target = document.querySelector("input[name=sha256]");
  if (!field || !target || !(window.crypto && window.crypto.subtle)) return;
  field.hidden = false;
  field.querySelector("input").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    const digest = await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    target.value = Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("");
  });
})();
