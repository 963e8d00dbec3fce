// The desk by keyboard, what is known while one types, who else has the file open.
// Every page works without it: it only saves steps.
"use strict";

(() => {
  const TYPING_MS = 350;
  const PRESENCE_MS = 30_000;
  const $ = (selector, root = document) => root.querySelector(selector);
  const isWriting = (node) => node.closest("input, textarea, select, [contenteditable]") !== null;

  // ── queue ──
  const rows = () => [...document.querySelectorAll("[data-queue] tbody tr")];
  const here = () => rows().findIndex((row) => row.hasAttribute("data-here"));
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    const next = Math.min(Math.max(here() + step, 0), all.length - 1);
    all.forEach((row) => row.removeAttribute("data-here"));
    all[next].setAttribute("data-here", "");
    $(".obj", all[next]).focus();
  };
  const pick = () => {
    const row = rows()[here()];
    if (row) $("input[type=checkbox]", row).click();
  };
  const follow = (href) => href && location.assign(href);
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    x: pick,
    n: () => follow("/guichet/nouvelle/"),
    u: () => follow("/guichet/"),
    "?": () => follow("/guichet/touches/"),
    "/": () => $("#f-q")?.focus(),
    r: () => $("[data-text]")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      const form = event.target.closest("form");
      if (form) form.requestSubmit($(".btn:not(.btn-2)", form));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    const act = keys[event.key];
    if (!act || (event.key === "r" && !$("[data-text]"))) return;
    event.preventDefault();
    act();
  });

  // ── templates of answers ──
  $("[data-templates]")?.addEventListener("change", (event) => {
    if (event.target.value) $("[data-text]").value = event.target.value;
  });

  // ── entry ──
  const entry = $("[data-entry]");
  const asked = ["texte", "motif", "lieu", "latitude", "longitude", "nom", "telephone", "courriel"];
  const look = async () => {
    // Posted: an address would leave names in the logs of servers.
    const answer = await fetch(entry.dataset.entry, {
      method: "POST",
      headers: { "X-CSRFToken": entry.elements.csrfmiddlewaretoken.value },
      body: new URLSearchParams(asked.map((name) => [name, entry.elements[name].value])),
    });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    $("[data-already]").replaceChildren(...page.body.childNodes);
  };
  if (entry) {
    let waiting;
    entry.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => look().catch(() => undefined), TYPING_MS);
    });
    document.addEventListener("click", (event) => {
      const known = event.target.closest("[data-known]");
      if (!known) return;
      for (const name of ["nom", "telephone", "courriel", "adresse"]) entry.elements[name].value = known.dataset[name];
      entry.elements.lieu.focus();
    });
    const place = $("[data-here]", entry);
    if (place && navigator.geolocation) {
      place.hidden = false;
      place.addEventListener("click", () =>
        navigator.geolocation.getCurrentPosition(({ coords }) => {
          entry.elements.latitude.value = coords.latitude;
          entry.elements.longitude.value = coords.longitude;
          look().catch(() => undefined);
        }),
      );
    }
  }

  // ── who else has this file open; what is written is kept until it is sent ──
  const file = $("[data-file]");
  const token = file && $("[name=csrfmiddlewaretoken]", file)?.value;
  if (token) {
    const DRAFT_MS = 1500;
    const text = $("[data-text]");
    const saved = $("[data-draft]");
    let kept = text?.value ?? "";
    let waiting = 0;
    let leaving = false;
    const told = () => {
      const said = new URLSearchParams({ csrfmiddlewaretoken: token });
      if (text && text.value !== kept) said.append("texte", text.value);
      return said;
    };
    const tell = async () => {
      const said = told();
      const answer = await fetch(file.dataset.file, { method: "POST", body: said });
      if (!answer.ok) throw new Error(answer.status);
      if (said.has("texte")) {
        kept = said.get("texte");
        saved.textContent = kept.trim() ? "Brouillon gardé. Vous seul le voyez." : "";
      }
      const { others } = await answer.json();
      const names = others.map(({ name, writes }) => `${name} a ce dossier ouvert${writes ? " et y écrit" : ""}.`);
      $("[data-others]").textContent = names.join(" ") || "Personne d’autre en ce moment.";
    };
    const lost = () => {
      if (saved && text.value !== kept) saved.textContent = "Pas de réseau : ce texte n’est pas encore gardé.";
    };
    setInterval(() => tell().catch(lost), PRESENCE_MS);
    text?.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => tell().catch(lost), DRAFT_MS);
    });
    text?.form.addEventListener("submit", () => {
      leaving = true;
      clearTimeout(waiting);
    });
    addEventListener("pagehide", () => {
      if (text && !leaving && text.value !== kept) navigator.sendBeacon(file.dataset.file, told());
    });
  }
})();
