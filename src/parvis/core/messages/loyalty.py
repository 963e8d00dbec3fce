"""Refusals of surveys, loyalty and effects: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "survey.too_few": (
        "{n} réponses ne suffisent pas : rien n’est dit sous {fewest}. Attendez d’autres réponses, "
        "ou réunissez plusieurs vagues.",
        "{n} answers are not enough: nothing is said under {fewest}. Wait for more answers, or put "
        "several waves together.",
    ),
    "survey.mark": (
        "une note sort de l’échelle de {least} à {most}. Corrigez-la.",
        "a mark is outside the scale from {least} to {most}. Correct it.",
    ),
    "survey.nobody": (
        "personne n’a répondu parmi « {label} » ({margin}) : le redressement ne peut pas les "
        "représenter. Regroupez cette modalité avec une voisine.",
        "nobody answered among “{label}” ({margin}): weights cannot stand for them. Merge this "
        "category with a neighbour.",
    ),
    "survey.unknown_group": (
        "des réponses sont « {label} » ({margin}), que la population ne connaît pas. Corrigez la "
        "réponse ou la marge.",
        "some answers are “{label}” ({margin}), which the population does not know. Correct the "
        "answer or the margin.",
    ),
    "survey.margins_clash": (
        "le redressement n’aboutit pas : les marges {margins} se contredisent dans ces réponses. "
        "Retirez-en une ou regroupez des modalités.",
        "weights do not settle: the margins {margins} contradict one another in these answers. "
        "Remove one or merge categories.",
    ),
    "survey.weights_explode": (
        "une réponse ({who}) compterait pour {weight} : au-delà de {most}, quelques personnes "
        "décident du résultat. Regroupez des modalités ou obtenez d’autres réponses.",
        "one answer ({who}) would count for {weight}: beyond {most}, a few people decide. Merge "
        "categories or obtain more answers.",
    ),
    "drivers.too_many": (
        "{count} facteurs sont trop : au plus {most}. Retirez-en.",
        "{count} drivers are too many: {most} at most. Remove some.",
    ),
    "drivers.same": (
        "ces facteurs ne se distinguent pas : l’un ne varie pas, en répète d’autres, ou les "
        "réponses manquent. Retirez-en un.",
        "these drivers cannot be told apart: one never varies, repeats others, or answers lack. "
        "Remove one.",
    ),
    "loyalty.few_ends": (
        "{ends} départs ne suffisent pas pour {factors} facteurs : il en faut cinq par facteur. "
        "Allongez la période ou retirez des facteurs.",
        "{ends} ends are not enough for {factors} factors: five per factor are needed. Take a "
        "longer period or remove factors.",
    ),
    "loyalty.no_variation": (
        "un facteur ne varie pas, ou en répète d’autres. Retirez-le.",
        "a factor does not vary, or repeats others. Remove it.",
    ),
    "loyalty.nothing_told": (
        "ce que le fichier dit des personnes suivies ne les distingue pas assez : rien ne se "
        "compare. Chargez un fichier plus long, ou qui dise l’âge ou le sexe.",
        "what the file says of the people followed does not tell them apart: nothing is compared. "
        "Load a longer file, or one that says age or sex.",
    ),
    "effect.few_peers": (
        "{n} communes comparables ne suffisent pas : il en faut {fewest} pour savoir combien une "
        "commune bouge d’elle-même. Élargissez la comparaison.",
        "{n} comparable communes are not enough: {fewest} are needed to know how much a commune "
        "moves by itself. Widen the comparison.",
    ),
    "effect.few_periods": (
        "{n} périodes avant l’action ne suffisent pas : il en faut {fewest}, et une après, pour "
        "que le placebo ait un sens. Remontez plus loin.",
        "{n} periods before the action are not enough: {fewest} are needed, and one after, for the "
        "placebo to make sense. Go further back.",
    ),
    "campaign.few": (
        "un groupe de {n} personnes ne se compare pas : il en faut {fewest}. Élargissez l’audience "
        "ou renoncez au groupe témoin.",
        "a group of {n} people is not compared: {fewest} are needed. Widen the audience or give up "
        "the control group.",
    ),
    "campaign.nothing_done": (
        "dans un des groupes, personne n’a rien fait : aucun rapport ne se calcule. Allongez la "
        "fenêtre de mesure.",
        "in one of the groups nobody did anything: no ratio can be computed. Take a longer window.",
    ),
    "survey.lacking": (
        "« {question} » attend une réponse. Choisissez-en une.",
        "“{question}” awaits an answer. Choose one.",
    ),
    "survey.empty": (
        "aucune réponse n’est donnée. Répondez à une question au moins.",
        "no answer is given. Answer one question at least.",
    ),
    "survey.choice": (
        "« {value} » n’est pas une réponse à « {question} ». Choisissez dans la liste.",
        "“{value}” is no answer to “{question}”. Choose from the list.",
    ),
    "survey.unknown": (
        "aucun questionnaire « {questionnaire} », ou une vague sans nom. Choisissez-en un et "
        "nommez la vague.",
        "no questionnaire “{questionnaire}”, or a wave without a name. Choose one and name the "
        "wave.",
    ),
    "survey.twice": (
        "la vague « {wave} » existe déjà. Donnez un autre nom.",
        "the wave “{wave}” exists already. Give another name.",
    ),
    "survey.closed": (
        "l’enquête « {wave} » est close. Merci de votre intérêt.",
        "the survey “{wave}” is closed. Thank you.",
    ),
    "loyalty.short": (
        "{people} personnes ou une seule année ne suffisent pas : il faut {fewest} personnes et "
        "deux années. Chargez un fichier plus long.",
        "{people} people or a single year are not enough: {fewest} people and two years are "
        "needed. Load a longer file.",
    ),
}
