// A weight moved: France is ranked again at once. Without this script, the button does it.
for (const form of document.querySelectorAll("form[data-live]")) {
  let waiting = null;
  const target = () => document.querySelector(form.dataset.live);
  const ask = async () => {
    waiting?.abort();
    waiting = new AbortController();
    const asked = new URLSearchParams(new FormData(form));
    const shown = `${form.action}?${asked}`;
    asked.set("partie", "1");
    try {
      const answer = await fetch(`${form.action}?${asked}`, { signal: waiting.signal });
      if (!answer.ok) return;
      target().outerHTML = await answer.text();
      history.replaceState(null, "", shown);
    } catch (error) {
      if (error.name !== "AbortError") form.requestSubmit();
    }
  };
  form.addEventListener("input", ask);
}
