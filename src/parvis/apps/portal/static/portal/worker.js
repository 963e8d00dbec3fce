// Answers from the network; cut off, from what was last kept: the style, and the offline page.
importScripts("/* drafts */");
const NAME = "parvis-2", DRAFTS = "parvis-drafts";
const PAGE = /^\/brouillons\/[^/]+\/page\//, GONE = /^(\/brouillons\/[^/]+\/)(verifier|jeter)\/$/;
const LEFT = "/compte/identite/sortir/";
const OFFLINE = "/hors-ligne/";
const KEPT = [OFFLINE, /* kept */];
const ICON = "/* icon */";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name !== NAME && name !== DRAFTS) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(caches.open(NAME).then((cache) => cache.add(OFFLINE)));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (event.request.method === "GET") event.respondWith(answer(event.request, url));
  else if (GONE.test(url.pathname) || url.pathname === LEFT) event.respondWith(thenForget(event.request, url));
});

const answer = async (request, url) => {
  try {
    const found = await fetch(request);
    // The page of a draft is kept, so that one goes on with it where there is no network.
    if (found.ok && !found.redirected && PAGE.test(url.pathname)) {
      (await caches.open(DRAFTS)).put(url.pathname, found.clone());
    }
    return found;
  } catch {
    const known = (await (await caches.open(NAME)).match(request, { ignoreSearch: true }))
      || (await (await caches.open(DRAFTS)).match(url.pathname));
    if (known) return known;
    return request.mode === "navigate" ? caches.match(OFFLINE) : Response.error();
  }
};

// A draft that is sent or thrown away, and all of them once somebody signs out, leave the device.
const thenForget = async (request, url) => {
  const found = await fetch(request);
  const start = (GONE.exec(url.pathname) || [])[1] || "/brouillons/";
  const kept = await caches.open(DRAFTS);
  for (const page of await kept.keys()) if (new URL(page.url).pathname.startsWith(start)) await kept.delete(page);
  if (start !== "/brouillons/" && found.redirected) await Drafts.forget(start);
  return found;
};

self.addEventListener("sync", (event) => {
  if (event.tag === "drafts") event.waitUntil(Drafts.send());
});

self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  const options = { body: "Ouvrez pour lire.", lang: "fr", icon: ICON, data: said.path || "/", tag: said.path };
  event.waitUntil(self.registration.showNotification(said.title || "Du nouveau", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = new URL(event.notification.data, self.location.origin);
  if (path.origin === self.location.origin) event.waitUntil(self.clients.openWindow(path.href));
});
