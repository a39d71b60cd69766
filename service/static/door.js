// The door list without a network: what is pressed is kept on this phone and sent when it can be.
// Each act has a name of its own, so that one told twice counts once. Without JavaScript the
// forms of the page do the same, a request at a time.
(() => {
  const root = document.getElementById("door");
  const home = root.dataset.door;
  const kept = `door ${home}`;
  const word = root.dataset;
  const queue = () => JSON.parse(localStorage.getItem(kept) || "[]");
  const keep = (acts) => acts.length ? localStorage.setItem(kept, JSON.stringify(acts)) : localStorage.removeItem(kept);
  const find = document.getElementById("find");

  const row = (number) => root.querySelector(`form[data-number="${number}"]`)?.closest("tr");

  const refused = []; // told by the server: what was typed stands here until the page is left

  // What waits to be sent is drawn over what the server last told.
  const draw = () => {
    const acts = queue();
    const added = document.getElementById("added");
    added.replaceChildren();
    for (const act of acts) {
      const line = row(act.number);
      if (act.act === "walk-in") {
        const item = document.createElement("li");
        item.textContent = `${act.name}: ${word.came}`;
        added.append(item);
      } else if (line) {
        const came = act.act === "arrived";
        const form = line.querySelector("form");
        const button = form.querySelector("button");
        line.querySelector("td span").textContent = came ? word.came : word.back;
        form.dataset.act = came ? "undo" : "arrived";
        button.firstChild.textContent = `${came ? word.undo : word.here} `;
        button.dataset.variant = came ? "tertiary" : "secondary";
      }
    }
    for (const words of refused) {
      const item = document.createElement("li");
      item.textContent = words;
      added.append(item);
    }
    const unsent = document.getElementById("unsent");
    unsent.hidden = !acts.length;
    unsent.textContent = word.some.replace("{}", acts.length);
    sift();
  };

  const sift = () => {
    const wanted = find ? find.value.toLowerCase().split(/\s+/) : [];
    for (const line of root.querySelectorAll("table.door-list tbody tr")) {
      const text = line.textContent.toLowerCase();
      line.style.display = wanted.every((each) => text.includes(each)) ? "" : "none";
    }
  };

  // The list as the server has it now; the service worker keeps this page for a reload.
  const look = async () => {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (reply.status === 404 || reply.status === 410) return leave();
    if (!reply.ok || reply.headers.get("X-Kept")) return;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (!root.contains(document.activeElement) || document.activeElement === find) {
      for (const part of ["#counted", "table.door-list"]) {
        const [old, fresh] = [root.querySelector(part), page.querySelector(part)];
        if (old && fresh && old.outerHTML !== fresh.outerHTML) old.replaceWith(fresh);
      }
    } else {
      document.activeElement.blur();
    }
    draw();
  };

  // The link is no longer good: nobody's name stays on this phone.
  const leave = async () => {
    keep([]);
    for (const name of await caches.keys()) if (name.startsWith("door")) await caches.delete(name);
    location.reload();
  };

  let busy = false;
  const send = async () => {
    if (busy) return;
    busy = true;
    try {
      const acts = queue();
      if (acts.length) {
        const reply = await fetch(`${home}/sync`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ acts }),
        });
        if (reply.ok) {
          const why = (await reply.json()).refused;
          for (const each of acts) {
            const who = [each.name, each.email].filter(Boolean).join(", ");
            if (why[each.nonce]) refused.push(`${who} ${why[each.nonce]}`.trim());
          }
        }
        if (reply.ok || reply.status === 400) {
          const told = new Set(acts.map((act) => act.nonce));
          keep(queue().filter((act) => !told.has(act.nonce)));
        }
      }
      await look();
    } catch {
      draw(); // no network: it is tried again
    } finally {
      busy = false;
    }
  };

  const act = (more) => {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    const nonce = Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
    keep([...queue(), { nonce, at: Date.now(), ...more }]);
    draw();
    send();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.number) {
      event.preventDefault();
      form.querySelector("button").blur();
      act({ act: form.dataset.act, number: Number(form.dataset.number) });
    } else if (form.querySelector("[name=name]") && form.querySelector("[name=name]").value.trim()) {
      event.preventDefault();
      const [name, email] = ["name", "email"].map((each) => form.querySelector(`[name=${each}]`).value.trim());
      form.reset();
      act({ act: "walk-in", name, email });
    } else if (form.role === "search") {
      event.preventDefault();
    }
  });
  find?.addEventListener("input", sift);

  navigator.serviceWorker?.register(word.worker, { scope: "/door/" });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(send, 10_000);
  draw();
  send();
})();
