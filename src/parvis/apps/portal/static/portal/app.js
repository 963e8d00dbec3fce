// Keeps the offline page fresh, and lets a device be told of news. Nothing of the portal needs it.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js");
  navigator.serviceWorker.ready.then((found) => found.active?.postMessage("refresh"));
}

// What was typed without network is sent from any page, as soon as there is one again.
(() => {
  if (!window.Drafts || !window.indexedDB) return;
  const send = () => navigator.onLine && Drafts.send().catch(() => undefined);
  addEventListener("online", send);
  if (!document.querySelector("form[data-autosave]")) send();

  const list = document.querySelector("[data-known-drafts]");
  const line = ({ path, title }) => {
    const item = document.createElement("li"), link = document.createElement("a");
    [link.href, link.textContent] = [path, title];
    item.append(link);
    return item;
  };
  if (list) Drafts.known().then((known) => known.length && list.replaceChildren(...known.map(line)));
})();

// A device that can be told shows the button; what it gives goes with the form's own token.
(() => {
  if (!("serviceWorker" in navigator && "PushManager" in window)) return;
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

  const told = async (form) => {
    if ((await Notification.requestPermission()) !== "granted") {
      return "Les notifications sont bloquées pour ce site : autorisez-les dans votre navigateur.";
    }
    const worker = await navigator.serviceWorker.ready;
    const key = bytes(form.dataset.tell);
    const device = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const body = new FormData(form);
    body.append("appareil", JSON.stringify(device));
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status);
    return (await answer.json()).said;
  };

  for (const form of document.querySelectorAll("form[data-tell]")) {
    const button = form.querySelector("[name=prevenir]");
    const line = form.appendChild(document.createElement("span"));
    line.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      line.textContent = await told(form).catch(() => "Cet appareil n’a pas pu être inscrit. Réessayez plus tard.");
    });
  }
})();
