"""Refusals: identity. Each rule gives its sentence in French, then in English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "identity.unverified": (
        "{label} n’a pas vérifié votre adresse électronique. Vérifiez-la sur son site, ou "
        "connectez-vous par le lien envoyé à votre adresse.",
        "{label} has not verified your e-mail address. Verify it on its site, or sign in with the "
        "link sent to your address.",
    ),
    "limit.reached": (
        "vous l’avez déjà demandé {most} fois. Attendez une heure, ou appelez-nous.",
        "you asked for it {most} times already. Wait for an hour, or call us.",
    ),
    "link.expired": (
        "ce lien a déjà servi, ou sa demi-heure est passée. Demandez-en un autre.",
        "this link was used already, or its half hour is over. Ask for another.",
    ),
    "account.name": (
        "écrivez votre prénom et votre nom.",
        "write your first name and surname.",
    ),
    "identity.denied": (
        "la connexion n’a pas abouti : vous l’avez interrompue, ou votre fournisseur d’identité "
        "l’a refusée. Recommencez, ou connectez-vous par un lien.",
        "signing in did not succeed: you stopped it, or your identity provider refused it. Start "
        "again, or sign in by a link.",
    ),
    "identity.state": (
        "cette réponse ne correspond à aucune connexion commencée ici. Recommencez depuis ce site.",
        "this answer matches no sign-in begun here. Start again from this site.",
    ),
    "identity.answer": (
        "la réponse du fournisseur d’identité n’est pas signée comme il faut, ou ne vous est pas "
        "destinée. Par prudence rien n’est ouvert : recommencez, ou connectez-vous par un lien.",
        "the identity provider’s answer is not signed as it must be, or is not meant for you. To "
        "be safe nothing is opened: start again, or sign in by a link.",
    ),
    "identity.level": (
        "cette identité n’est pas vérifiée assez fortement pour ce site. Choisissez-en une autre.",
        "this identity is not verified strongly enough for this site. Choose another.",
    ),
    "identity.unknown": (
        "aucun compte d’agent n’a cette adresse. Demandez-en un à votre responsable des comptes.",
        "no agent’s account has this address. Ask your manager of accounts for one.",
    ),
    "identity.attach": (
        "un compte existe déjà avec cette adresse. Ouvrez-le par un lien, puis rattachez-lui votre "
        "identité depuis « Mes données ».",
        "an account exists already with this address. Open it by a link, then attach your identity "
        "to it from “My data”.",
    ),
    "identity.taken": (
        "cette identité ouvre déjà un autre compte. Connectez-vous avec elle.",
        "this identity opens another account already. Sign in with it.",
    ),
}
