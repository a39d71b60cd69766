// Keys for staff: `/` searches, `?` shows the keys. Copies snippets. Everything works without it.
(() => {
  const keys = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  const OFF = "paadriv-keys-off";

  on.checked = localStorage.getItem(OFF) === null;
  on.addEventListener("change", () => {
    if (on.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });

  const writing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const acts = {
    "/": () => document.querySelector("[data-find]")?.select(),
    "?": () => keys.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const act = acts[event.key];
    const held = event.ctrlKey || event.metaKey || event.altKey;
    if (!act || held || !on.checked || keys.open || writing(event.target)) return;
    event.preventDefault();
    act();
  });

  // <button data-copy="#snippet" data-copied="Copied">Copy</button>
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
    button.querySelector("span").textContent = button.dataset.copied;
  });

  // A new answer from the server is read where it stands.
  document.addEventListener("htmx:after:swap", () => document.getElementById("errors")?.focus());
})();
