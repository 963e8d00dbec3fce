// Answers from the network; cut off, from what was last kept: the style, and the offline page.
const NAME = "parvis-1";
const OFFLINE = "/hors-ligne/";
const KEPT = [OFFLINE, /* kept */];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(caches.open(NAME).then((cache) => cache.add(OFFLINE)));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const answer = async () => {
    try {
      return await fetch(event.request);
    } catch {
      const cache = await caches.open(NAME);
      const known = await cache.match(event.request, { ignoreSearch: true });
      if (known) return known;
      if (event.request.mode === "navigate") return cache.match(OFFLINE);
      return Response.error();
    }
  };
  event.respondWith(answer());
});
