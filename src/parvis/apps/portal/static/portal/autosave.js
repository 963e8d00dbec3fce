// Saves the page as it is typed, and says so. Cut off, keeps it in this browser and sends it when
// the network is back. Without it, each button saves too.
"use strict";

(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch || !window.Drafts) return;
  const told = document.getElementById(form.dataset.autosave);
  const path = location.pathname, WAIT_MS = 4000;
  let timer = 0, saving = false, leaving = false, changed = false;

  const say = (text) => {
    const line = document.createElement("p");
    line.textContent = text;
    told.replaceChildren(line);
  };

  const fields = () =>
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "geste");

  const body = () => {
    const data = new FormData();
    for (const [name, value] of fields()) data.append(name, value);
    data.append("geste", "enregistrer");
    return data;
  };

  const keepHere = async () => {
    await Drafts.keep(path, fields());
    say("Pas de réseau : ce que vous tapez est gardé dans ce navigateur et partira au retour du réseau.");
    const worker = navigator.serviceWorker && (await navigator.serviceWorker.ready);
    if (worker && worker.sync) await worker.sync.register("drafts").catch(() => undefined);
  };

  const save = async () => {
    if (saving || leaving || !changed) return;
    saving = true;
    changed = false;
    try {
      const answer = await fetch(path, { method: "POST", body: body(), headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error(answer.status);
      await Drafts.forget(path);
      await Drafts.note(path, document.title);
      say(`Brouillon enregistré le ${(await answer.json()).saved}.`);
    } catch {
      changed = true;
      await keepHere();
    }
    saving = false;
  };

  // What was typed here without network is put back in its fields.
  const putBack = async () => {
    const record = await Drafts.typed(path);
    if (!record) return;
    for (const control of form.elements) {
      const values = record.fields.filter(([name]) => name === control.name).map(([, value]) => value);
      if (control.name === "csrfmiddlewaretoken" || ["file", "submit", "hidden"].includes(control.type)) continue;
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else if (values.length) control.value = values[0];
    }
    changed = true;
    if (navigator.onLine) await save();
    else say("Vous retrouvez ce que vous aviez tapé sans réseau.");
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT_MS);
  });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) {
      leaving = true;
      return;
    }
    event.preventDefault();
    keepHere();
  });
  addEventListener("online", save);
  Drafts.note(path, document.title).then(putBack);
  const errors = document.querySelector(".errors");
  if (errors) errors.focus();
})();
