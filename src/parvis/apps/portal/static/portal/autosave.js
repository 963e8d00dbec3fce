// Saves the page as it is typed, and says so. Without it, each button saves too.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch) return;
  const told = document.getElementById(form.dataset.autosave);
  const WAIT_MS = 4000;
  let timer = 0, saving = false, leaving = false, changed = false;

  const say = (text) => {
    const line = document.createElement("p");
    line.textContent = text;
    told.replaceChildren(line);
  };

  const body = () => {
    const data = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") data.append(name, value);
    }
    data.append("geste", "enregistrer");
    return data;
  };

  const save = async () => {
    if (saving || leaving || !changed) return;
    saving = true;
    changed = false;
    try {
      const answer = await fetch(location.pathname, {
        method: "POST", body: body(), headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok) throw new Error(answer.status);
      say(`Brouillon enregistré le ${(await answer.json()).saved}.`);
    } catch {
      changed = true;
      say("Pas de réseau : ce que vous tapez reste ici et sera enregistré à la prochaine occasion.");
    }
    saving = false;
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT_MS);
  });
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("online", save);
  const errors = document.querySelector(".errors");
  if (errors) errors.focus();
})();
