"""Ten years of lives, and what services make of them: every logical rule holds for everybody."""

from collections import Counter, defaultdict

import numpy as np
import pytest

from parvis.core.population.damage import DESIGNS, bare, typo
from parvis.core.population.enrolment import LEVELS
from parvis.core.population.family import quotients
from parvis.core.population.lives import KINDS
from parvis.core.population.people import NEVER, YEAR, Persons
from parvis.core.population.school import TARIFF
from parvis.core.population.sheets import NO_DAY
from parvis.core.population.truths import truths
from synthetic import names, trial


@pytest.fixture(scope="module")
def made():
    return trial(persons=3_000, seed=5, years=10)


@pytest.fixture(scope="module")
def people(made):
    return made.town.setting.book.town.persons


def test_mothers_are_16_to_46_years_older_than_their_children(people):
    child = np.flatnonzero(people.mother >= 0)
    gap = (people.birth[child] - people.birth[people.mother[child]]) / YEAR
    assert gap.min() >= 16
    assert gap.max() <= 46.5


def test_nobody_has_two_addresses_on_one_day_nor_none_while_living_here(made):
    book = made.town.setting.book
    spells = book.town.spells
    person, start, end = (np.concatenate(c) for c in (spells.person, spells.start, spells.end))
    order = np.lexsort((start, person))
    same = person[order][1:] == person[order][:-1]
    assert (start[order][1:][same] == end[order][:-1][same]).all()


def test_nobody_lives_here_after_leaving_or_dying(made, people):
    spells = made.town.setting.book.town.spells
    person, end = np.concatenate(spells.person), np.concatenate(spells.end)
    assert (end <= np.minimum(people.left, people.died)[person]).all()


def test_everything_that_makes_a_life_happens(made):
    found = np.unique(np.concatenate(made.town.chronicle.kind))
    assert {KINDS[k] for k in found} == set(KINDS)


def test_some_children_live_in_two_homes(people):
    alternating = people.second >= 0
    assert alternating.any()
    assert (people.second[alternating] != people.household[alternating]).all()


def test_twins_are_born_on_one_day(people):
    child = np.flatnonzero(people.mother >= 0)
    pairs = np.stack((people.mother[child], people.birth[child]))
    assert len(np.unique(pairs, axis=1)[0]) < len(child)


def test_the_town_stays_as_large_as_it_was(made, people):
    setting = made.town.setting
    assert people.is_here(setting.end - 1).sum() == pytest.approx(3_000, rel=0.02)


def test_pupils_are_of_school_age(made, people):
    for year in made.town.planted.school.years:
        first = int(year.label[:4])
        born = 1970 + np.floor(people.birth[year.child] / 365.2425)
        assert ((first - born >= 3) & (first - born <= 10)).all()


def test_nobody_eats_a_meal_that_was_not_booked(made):
    assert all((y.booked >= y.eaten).all() for y in made.town.planted.school.years)


def test_children_bear_one_name_per_mother(made, people):
    birth = made.town.setting.book.names.birth
    child = np.flatnonzero((people.mother >= 0) & (people.father >= 0) & (people.arrived < NEVER))
    pairs = {(m, f) for m, f in zip(people.mother[child], people.father[child], strict=True)}
    named = {(m, f, birth[c]) for m, f, c in
             zip(people.mother[child], people.father[child], child, strict=True)}  # fmt: skip
    assert len(named) == len(pairs)


def test_first_names_follow_the_years_of_birth():
    table = names().table
    assert "Monique" in table[1930, 1][0]
    assert "Monique" not in table[2010, 1][0]
    assert "Brigitte" in table[1956, 1][0]
    assert "Brigitte" not in table[1930, 1][0]


def test_girls_of_1946_bear_the_commonest_names_of_that_year():
    people = Persons()
    people.append(birth=np.full(4_000, -8_600), sex=np.ones(4_000, np.int64))
    drawn = names().draw(people, np.random.default_rng(1))
    listed, share = names().table[1946, 1]
    expected = share[9]
    found = np.isin(drawn, listed[:10]).mean()
    assert abs(found - expected) < 4 * np.sqrt(expected * (1 - expected) / 4_000)


def test_every_meal_of_the_grid_is_invoiced_but_the_batch(made):
    school, sheets = made.town.planted.school, made.sheets
    invoices = sheets["regie_factures"]
    paid = set(zip(invoices.column("N° enfant").tolist(), invoices.column("Mois").tolist(),
                   strict=True))  # fmt: skip
    pupils = np.unique(school.register.person)
    of = dict(zip(pupils.tolist(), school.register.ids[: len(pupils)].tolist(), strict=True))
    lacking = [
        (child, meals)
        for year in school.years
        for start, end in made.town.setting.months()
        for child, meals in zip(
            year.child.tolist(),
            year.booked[:, (year.days >= start) & (year.days < end)].sum(axis=1).tolist(),
            strict=True,
        )
        if meals and (of[child], start) not in paid
    ]
    assert {c for c, _ in lacking} == set(school.unbilled.children.tolist())
    assert sum(m for _, m in lacking) == school.unbilled.meals > 0


def test_an_invoice_is_meals_times_the_price_of_the_quotient(made):
    sheet = made.sheets["regie_factures"]
    price = np.array([p for _, p in TARIFF])[
        np.digitize(sheet.column("Quotient familial"), [q for q, _ in TARIFF])
    ]
    assert sheet.column("Prix unitaire") == pytest.approx(price)
    assert sheet.column("Montant") == pytest.approx(price * sheet.column("Repas"))


def test_the_truth_names_every_record_of_every_register(made):
    who = next(s for s in truths(made.town) if s.name == "who_is_who")
    registers = made.town.planted.registers
    assert set(who.column("source")) == {r.source for r in registers}
    assert who.rows == sum(len(r.ids) for r in registers)
    loans = set(made.sheets["mediatheque_prets"].column("Carte"))
    assert loans <= set(who.column("record_id"))


def test_some_persons_are_twice_in_a_register(made):
    for register in made.town.planted.registers:
        assert len(np.unique(register.person)) < len(register.person)
        assert len(set(register.ids)) == len(register.ids)


@pytest.mark.parametrize("design", DESIGNS)
def test_each_design_of_error_harms_some_records_and_spares_most(design):
    found = trial(persons=1_500, seed=2, years=2, errors=design)
    setting, register = found.town.setting, found.town.planted.registers[0]
    true = setting.book.names
    known, person = register.known["first_name"], register.person
    same = (known == true.first[person]).mean()
    assert 0.5 < same < 0.99


def test_the_two_designs_do_not_harm_alike():
    shares = {}
    for design in DESIGNS:
        found = trial(persons=1_500, seed=2, years=2, errors=design)
        register = found.town.planted.registers[0]
        first, last = (found.town.setting.book.names.first, register.known["last_name"])
        wrong_first = register.known["first_name"] != first[register.person]
        upper_last = np.array([n.isupper() for n in last])
        shares[design] = (upper_last & wrong_first).mean()
    assert shares["correlated"] > 5 * shares["independent"]


@pytest.mark.parametrize(
    ("how", "found"), [(0.1, "Matin"), (0.4, "Marrtin"), (0.6, "Matrin"), (0.9, "Maetin")]
)
def test_a_slip_drops_doubles_swaps_or_mistakes_a_letter(how, found):
    assert typo("Martin", 0.5, how) == found


def test_old_terminals_write_capitals_without_accents():
    assert bare("Lefèvre") == "LEFEVRE"


def test_another_seed_is_another_town():
    first, second = (trial(persons=300, seed=s, years=1) for s in (1, 2))
    loans = [t.sheets["mediatheque_prets"].column("Nom").tolist() for t in (first, second)]
    assert loans[0] != loans[1]


def test_the_truth_says_who_answers_for_each_child(made, people):
    guardians = next(s for s in truths(made.town) if s.name == "guardians")
    child = made.town.planted.school.register.person
    guardian = guardians.column("guardian")
    is_parent = guardian != child
    assert is_parent.mean() > 0.9
    gap = (people.birth[child] - people.birth[guardian])[is_parent] / YEAR
    assert gap.min() > 15


def test_households_of_the_truth_are_those_of_the_day(made):
    """A grown child who left home was of their parents' household before."""
    homes = next(s for s in truths(made.town) if s.name == "households")
    person, household = homes.column("person"), homes.column("household")
    changed = {p for p in np.unique(person) if len(np.unique(household[person == p])) > 1}
    chronicle = made.town.chronicle
    left = np.concatenate(chronicle.person)[
        np.concatenate(chronicle.kind) == KINDS.index("leaves_home")
    ]
    assert len(changed & set(left.tolist())) > 0


def test_changes_of_job_move_families_on_the_ladder_and_keep_its_rungs(made):
    households, setting = made.town.setting.book.town.households, made.town.setting
    opening = households.declared_on(setting.start - 1)
    assert (opening != households.declared).mean() > 0.2
    assert (np.sort(opening) == np.sort(households.declared)).all()


def test_quotients_are_those_of_the_formula_home_by_home(made, people):
    """Alternating children count for half in each home; recomputed person by person."""
    setting = made.town.setting
    on = setting.end - 1
    here = setting.present(on)
    home = dict(zip(here.tolist(), setting.household_at(here, on).tolist(), strict=True))
    members = defaultdict(list)
    for who, h in home.items():
        members[h].append(people.age(on)[who])
    children = Counter()
    for who, h in home.items():
        other = int(people.second[who])
        is_shared = other >= 0 and other in members and other != h
        for where in (h, other) if is_shared else (h,):
            children[where] += (people.age(on)[who] < 20) * (0.5 if is_shared else 1)
    found = quotients(setting, on)
    declared = setting.book.town.households.declared_on(on)
    for h, ages in members.items():
        grown = sum(age >= 14 for age in ages)
        units = 1 + 0.5 * max(grown - 1, 0) + 0.3 * (len(ages) - grown)
        n, yearly = children[h], declared[h] * units
        allowance = 148.5 + 190.3 * (n - 2) if n >= 2 else 0.0
        allowance /= 4 if yearly / 12 > 6_000 else 1
        parts = 2 + 0.5 * n + 0.5 * (n >= 3)
        assert found[h] == pytest.approx((yearly / 12 + allowance) / parts)
    assert any(n % 1 for n in children.values())


def test_no_day_nursery_holds_more_children_than_places(made):
    hours = made.sheets["creche_heures"]
    capacity = made.sheets["creche_capacite"]
    room = dict(zip(capacity.column("Établissement"), capacity.column("Places agréées"),
                    strict=True))  # fmt: skip
    held = Counter(zip(hours.column("Établissement"), hours.column("Mois"), strict=True))
    assert max(n / room[site] for (site, _), n in held.items()) <= 1
    assert min(room.values()) >= 1
    assert max(n / room[site] for (site, _), n in held.items()) > 0.9


def test_some_wait_for_a_place_and_none_is_admitted_before_asking(made):
    asked = made.sheets["creche_demandes"]
    on, admitted = asked.column("Demandée le"), asked.column("Admis le")
    is_in = asked.column("Admis") == "oui"
    assert 0 < is_in.mean() < 1
    assert (admitted[is_in] >= on[is_in]).all()
    assert (admitted[~is_in] == NO_DAY).all()


def test_pupils_climb_one_level_a_year(made):
    sheet = made.sheets["ecole_inscriptions"]
    level = np.array([LEVELS.index(name) for name in sheet.column("Niveau")])
    season = np.array([int(name[:4]) for name in sheet.column("Rentrée")])
    birth = season - level
    child = sheet.column("N° enfant")
    assert len({(c, b) for c, b in zip(child, birth, strict=True)}) == len(set(child))


def test_strikes_empty_the_canteens_of_days_known_ahead(made):
    calendar = made.sheets["cantine_calendrier"]
    strikes = calendar.column("Date")[calendar.column("Grève") == "oui"]
    year = made.town.planted.school.years[1]
    is_strike = np.isin(year.days, strikes)
    assert is_strike.sum() == 3
    share = year.eaten.sum(axis=0) / year.booked.sum(axis=0)
    assert share[is_strike].max() < share[~is_strike].min()


def test_swapped_siblings_bear_each_other_s_birth_date(made, people):
    families, swapped = made.sheets["portail_familles"], made.town.planted.school.swapped
    known = made.town.planted.school.register.known["born_on"]
    written = families.column("Naissance enfant")
    one, other = swapped
    assert len(one) > 0
    assert (written[one] == known[other]).all()
    assert (written[other] == known[one]).all()


def test_the_truth_gives_what_families_earn_and_declare(made):
    found = next(s for s in truths(made.town) if s.name == "quotients")
    true, declared = found.column("true"), found.column("declared")
    assert ((declared == np.rint(true)) | (declared < 900)).all()


def test_homonyms_and_shared_mailboxes_are_in_the_registers(made):
    register = made.town.planted.registers[0]
    known = register.known
    names = defaultdict(set)
    mails = defaultdict(set)
    for name, first, mail, who in zip(known["last_name"], known["first_name"], known["email"],
                                      register.person, strict=True):  # fmt: skip
        names[name, first].add(who)
        mails[mail].add(who)
    del mails[""]
    assert sum(len(who) > 1 for who in names.values()) > 0
    assert sum(len(who) > 1 for who in mails.values()) > 5
