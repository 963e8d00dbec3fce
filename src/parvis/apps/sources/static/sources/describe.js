/* The preview follows what is typed; without script its button asks for it. */
(() => {
  const form = document.querySelector("form[data-preview]");
  const place = document.getElementById("preview");
  let latest = 0;
  let waiting;

  const refresh = async () => {
    const turn = ++latest;
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
    const text = await answer.text();
    if (turn === latest && answer.ok) place.innerHTML = text;
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    if (!form.checkValidity()) return;
    waiting = setTimeout(refresh, 400);
  });
})();
