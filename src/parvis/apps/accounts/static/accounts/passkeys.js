// Passkeys: the browser asks the device, the form carries its answer. Without it, a link by e-mail
// or a password opens the same session.
"use strict";

(() => {
  const forms = document.querySelectorAll("form[data-passkey]");
  if (!window.PublicKeyCredential) return;

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const listed = (some) => (some || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  const creation = (asked) => ({
    ...asked,
    challenge: toBytes(asked.challenge),
    user: { ...asked.user, id: toBytes(asked.user.id) },
    excludeCredentials: listed(asked.excludeCredentials),
    authenticatorSelection: {
      ...asked.authenticatorSelection,
      residentKey: "required", requireResidentKey: true, userVerification: "required",
    },
  });

  const request = (asked) => ({
    ...asked,
    challenge: toBytes(asked.challenge),
    allowCredentials: listed(asked.allowCredentials),
  });

  const written = (key) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = toText(key.response[name]);
    }
    return JSON.stringify({
      id: key.id, rawId: toText(key.rawId), type: key.type, response,
      clientExtensionResults: key.getClientExtensionResults(),
    });
  };

  const asked = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
    if (!answer.ok) throw new Error(answer.status);
    return (await answer.json()).request_options;
  };

  const ask = async (form) => {
    const options = (await asked(form)).publicKey;
    const device = navigator.credentials;
    return form.dataset.passkey === "new"
      ? device.create({ publicKey: creation(options) })
      : device.get({ publicKey: request(options) });
  };

  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      try {
        form.elements.credential.value = written(await ask(form));
        form.requestSubmit();
      } catch {
        form.querySelector("[role=status]").textContent =
          "La clé n’a pas répondu. Réessayez, ou prenez un autre moyen.";
      }
    });
  }
})();
