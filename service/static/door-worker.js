// Keeps the door page and what it is drawn with, so that a reload without a network shows the list.
const KEPT = "door-1";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/door/") || url.pathname.startsWith("/static/")) {
    event.respondWith(fresh(request));
  }
});

async function fresh(request) {
  const kept = await caches.open(KEPT);
  try {
    const reply = await fetch(request);
    if (reply.ok) await kept.put(request, reply.clone());
    return reply;
  } catch (error) {
    const known = await kept.match(request, { ignoreSearch: true });
    if (!known) throw error;
    const headers = new Headers(known.headers);
    headers.set("X-Kept", "1");
    return new Response(known.body, { status: known.status, headers });
  }
}
