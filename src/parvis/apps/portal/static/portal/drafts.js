// What was typed without network, kept in this browser until the town has it. The page and the
// service worker both read it: whichever wakes first sends.
"use strict";

self.Drafts = (() => {
  const TYPED = "typed", KNOWN = "known";

  const database = () =>
    new Promise((done, failed) => {
      const asked = indexedDB.open("parvis", 1);
      asked.onupgradeneeded = () => {
        for (const name of [TYPED, KNOWN]) asked.result.createObjectStore(name, { keyPath: "path" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });

  const within = async (name, mode, act) => {
    const base = await database();
    return new Promise((done, failed) => {
      const asked = act(base.transaction(name, mode).objectStore(name));
      asked.onsuccess = () => { base.close(); done(asked.result); };
      asked.onerror = () => { base.close(); failed(asked.error); };
    });
  };
  const put = (name, record) => within(name, "readwrite", (store) => store.put(record));
  const drop = (name, path) => within(name, "readwrite", (store) => store.delete(path));
  const all = (name) => within(name, "readonly", (store) => store.getAll());
  const one = (name, path) => within(name, "readonly", (store) => store.get(path));

  const body = (record, token) => {
    const data = new FormData();
    for (const [name, value] of record.fields) {
      data.append(name, name === "csrfmiddlewaretoken" && token ? token : value);
    }
    data.append("geste", "enregistrer");
    return data;
  };
  const attempt = (record, token) =>
    fetch(record.path, { method: "POST", body: body(record, token), headers: { "X-Requested-With": "fetch" } });

  // A session that was lost has another token: the page gives the new one.
  const fresh = async (path) => {
    const html = await (await fetch(path, { cache: "reload" })).text();
    return (/name="csrfmiddlewaretoken" value="([^"]+)"/.exec(html) || [])[1];
  };

  const post = async (record) => {
    const answer = await attempt(record);
    return answer.status === 403 ? attempt(record, await fresh(record.path)) : answer;
  };

  // Sends what waits, the oldest first; what is refused for good (sent elsewhere, thrown away) goes.
  const send = async () => {
    let sent = 0;
    for (const record of (await all(TYPED)).sort((a, b) => a.at - b.at)) {
      const answer = await post(record);
      if (!answer.ok && answer.status !== 404) throw new Error(answer.status);
      const now = await one(TYPED, record.path);
      if (now && now.at === record.at) await drop(TYPED, record.path);
      sent += 1;
    }
    return sent;
  };

  return {
    keep: (path, fields) => put(TYPED, { path, fields, at: Date.now() }),
    typed: (path) => one(TYPED, path),
    note: (path, title) => put(KNOWN, { path, title, at: Date.now() }),
    known: () => all(KNOWN),
    forget: async (start) => {
      for (const name of [TYPED, KNOWN]) {
        for (const record of await all(name)) {
          if (record.path.startsWith(start)) await drop(name, record.path);
        }
      }
    },
    send,
  };
})();
