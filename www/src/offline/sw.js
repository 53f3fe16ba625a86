// The service worker: after the first visit the page is there without a network. Everything it serves was listed when
// the page was built; a new build is another list, and takes over when no tab of the old one is left.
const FILES = self.__FILES__;
const CACHE = `scimlens-${self.__VERSION__}`;
const scope = new URL(self.registration.scope);

self.addEventListener("install", event => {
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll(FILES)));
});

self.addEventListener("activate", event => {
  event.waitUntil(
    caches
      .keys()
      .then(names =>
        Promise.all(
          names
            .filter(name => name.startsWith("scimlens-") && name !== CACHE)
            .map(name => caches.delete(name)),
        ),
      ),
  );
});

self.addEventListener("fetch", event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.origin) return;
  const path = url.pathname.slice(scope.pathname.length);
  const file = path === "" ? "index.html" : path;
  // What isn't listed, the switch of this worker among it, comes from the network.
  if (!FILES.includes(file)) return;
  event.respondWith(
    caches
      .open(CACHE)
      .then(cache => cache.match(file))
      .then(found => found ?? fetch(request)),
  );
});
