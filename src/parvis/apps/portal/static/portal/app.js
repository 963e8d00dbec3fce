// Keeps the offline page fresh. Nothing of the portal needs it.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js");
  navigator.serviceWorker.ready.then((found) => found.active?.postMessage("refresh"));
}
