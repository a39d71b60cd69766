// Keys for staff: `/` searches, `?` shows the keys. Copies snippets. Keeps what was typed.
// Everything works without it.
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
  // In a list j and k go down and up, Enter opens; in a conversation r answers, e ends, u goes back.
  const step = (by) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    rows[Math.min(Math.max(rows.indexOf(document.activeElement) + by, 0), rows.length - 1)]?.focus();
  };
  const acts = {
    "/": () => document.querySelector("[data-find]")?.select(),
    "?": () => keys.showModal(),
    j: () => step(1),
    k: () => step(-1),
    r: () => document.querySelector("[data-answer]")?.focus(),
    e: () => document.querySelector("[data-done]")?.click(),
    u: () => document.querySelector("[data-up]")?.click(),
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

  // <input type="datetime-local" data-picks="when-1">: a time typed means that choice.
  document.addEventListener("input", (event) => {
    const choice = event.target.dataset.picks && document.getElementById(event.target.dataset.picks);
    if (choice && event.target.value) choice.checked = true;
  });

  // <form data-keep>: pressing something else saves what was typed here before it goes on.
  const saved = new WeakMap();
  let leaving = null;
  let saving = false;

  const typed = (form) =>
    JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  const untouched = (form) => {
    const copy = form.cloneNode(true);
    copy.reset();
    return typed(copy);
  };
  // A form that came back with errors holds words that are saved nowhere.
  const unsaved = (form) =>
    saved.has(form)
      ? typed(form) !== saved.get(form)
      : form.querySelector(".errors") !== null || typed(form) !== untouched(form);
  const kept = () => [...document.querySelectorAll("form[data-keep]")].filter(unsaved);

  const save = async (form) => {
    const body = new FormData(form);
    const words = typed(form);
    const how = { method: "POST", body, headers: { "X-Keep": "1" }, redirect: "manual" };
    const answer = await fetch(form.action, how).catch(() => null);
    if (answer?.status === 204) saved.set(form, words);
    return answer?.status === 204;
  };

  const first = async (event, goOn) => {
    const others = kept().filter((form) => !form.contains(event.target));
    if (!others.length && !saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (saving) return;
    saving = true;
    let refused = null;
    for (const form of others) if (!(await save(form))) refused ??= form;
    saving = false;
    if (!refused) return goOn();
    // Refused: sent once more as without scripts, so that the page says why.
    leaving = refused;
    HTMLFormElement.prototype.submit.call(refused);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const { submitter } = event;
    if (form.method === "dialog") return;
    leaving = form;
    first(event, () => form.requestSubmit(submitter));
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!link || elsewhere || link.target || link.getAttribute("href").startsWith("#")) return;
    leaving = link.closest("form[data-keep]");
    first(event, () => link.click());
  }, true);

  document.addEventListener("input", () => { leaving = null; });

  addEventListener("beforeunload", (event) => {
    if (kept().some((form) => form !== leaving)) event.preventDefault();
  });

  // A new answer from the server is read where it stands.
  document.addEventListener("htmx:after:swap", () => document.getElementById("errors")?.focus());
})();
