// A page about work under way: what it says is kept current without reloading it, so that the
// reader's place is kept and a screen reader hears the news. Without script, a link does it.
"use strict";

(() => {
  const PAUSE_MS = 1500;
  const underWay = (page) => page.querySelector("[data-follow]");

  const show = (page) => {
    const news = underWay(page);
    if (news) {
      underWay(document).replaceChildren(...news.childNodes);
      return;
    }
    const main = document.querySelector("main");
    const wasInside = main.contains(document.activeElement);
    main.replaceChildren(...page.querySelector("main").childNodes);
    if (wasInside) main.focus();
  };

  const look = async () => {
    const answer = await fetch(location.href);
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  };

  const follow = () =>
    look()
      .catch(() => undefined) // the service restarts: the next look will tell
      .finally(() => underWay(document) && setTimeout(follow, PAUSE_MS));

  if (underWay(document)) setTimeout(follow, PAUSE_MS);
})();
