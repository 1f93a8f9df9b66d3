"""Writes invented decisions of one to three instances, numbered from one in each court as registers are, and the case of each.

usage: cases.py CASES DECISIONS.jsonl TRUTH.csv [--masked]

With --masked, no decision names the number of the one it comes from. Then:
    filigrane scan DECISIONS.jsonl --engines facts --out RUN && filigrane quality chains RUN --truth TRUTH.csv
"""
import json
import random
import sys
import unicodedata

cases, decisions, truth = int(sys.argv[1]), open(sys.argv[2], "w"), open(sys.argv[3], "w")
masked = "--masked" in sys.argv
dice = random.Random(42)
WORDS = """loyer bail contrat dommage intérêts préjudice salarié employeur licenciement faute cause grave rupture indemnité congés
prime heures travail clause vente immeuble vice caché garantie assurance sinistre expert rapport mission délai procédure appel
jugement demande conclusions partie moyens prétentions motifs somme paiement créance dette banque prêt caution signature
notaire acte divorce pension garde enfants résidence droit visite succession héritier partage bien commun liquidation
société associé gérant marque brevet concurrence déloyale transport voyageur accident véhicule blessure médecin soins""".split()
VERBS = "soutient demande conteste relève constate rappelle invoque produit verse établit démontre réclame sollicite oppose".split()
FORMULAS = [
    "Les parties ont été régulièrement convoquées à l'audience et l'affaire a été mise en délibéré ce jour.",
    "Il convient de condamner la partie qui succombe aux entiers dépens de l'instance.",
    "L'équité commande de faire application des dispositions de l'article 700 du code de procédure civile.",
    "Par ces motifs, statuant publiquement, par décision contradictoire et en premier ressort.",
]
SENTENCES = [
    f"La partie {dice.choice(VERBS)} que {' '.join(dice.choices(WORDS, k=dice.randint(10, 22)))}." for _ in range(30_000)
]
TOWNS = """Valbrune Sorgelac Montfaubert Ervilliers Castelmaure Brionval Hautepierre Lissandre Peyrolane Vernaison Clairmarais
Roquevive Tressange Aulnoy Marsillac Belcastel Fontanes Grandlieu Morvillars Puyvert""".split()
TRADES = "maçon infirmière boulanger comptable vendeuse ingénieur électricien secrétaire chauffeur plombier cuisinier".split()
HOMES = "Quimper Brest Rennes Lille Lyon Nice Toulon Angers Dijon Nîmes Tours Limoges Amiens Metz Pau".split()
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
NATURES = [f"{dice.randint(10, 88)}{letter}" for letter in "ABCDEFG" for _ in range(9)]
COURTS = [a + ("" if not b else f"-lès-{b}") for b in ["", *TOWNS[:7]] for a in TOWNS][:150]
last = {}


def code(name):
    return unicodedata.normalize("NFD", name.lower().replace("-", "_")).encode("ascii", "ignore").decode()


def number(court, year):
    last[court, year] = last.get((court, year), 0) + dice.randint(1, 3)
    return f"{year % 100:02d}/{last[court, year]:05d}"


def euros(cents):
    return f"{cents // 100:,}".replace(",", " ") + f",{cents % 100:02d} euros"


rank = 0
for case in range(cases):
    first, appeal = dice.choice(COURTS), COURTS[dice.randrange(36)]
    person, woman = f"{dice.choice('ABCDEFGH')}] [{dice.choice('KLMNOP')}", dice.random() < 0.5
    own, articles = dice.sample(SENTENCES, 12), [f"L. {dice.randint(1000, 4000)}-{dice.randint(1, 20)}" for _ in range(3)]
    amounts, nature = [dice.randint(30_000, 9_000_000) for _ in range(3)], dice.choice(NATURES)
    year, before = dice.randint(2015, 2022), None
    for level in range(1 + (dice.random() < 0.55) + (dice.random() < 0.3)):
        date = (year + level, dice.randint(1, 12), dice.randint(1, 28))
        seat = ["tj_" + code(first), "ca_" + code(appeal), "cc"][level]
        own_number = number(seat, date[0]) if level < 2 else f"{date[0] % 100}-{dice.randint(10, 25)}.{dice.randint(0, 999):03d}"
        heads = [f"TRIBUNAL JUDICIAIRE DE {first.upper()}", f"COUR D'APPEL DE {appeal.upper()}", "COUR DE CASSATION"]
        lines = [heads[level], "", f"N° RG {own_number}" if level < 2 else f"Pourvoi n° {own_number}", ""]
        if before:
            ruling, court, cited, day = before
            named = f", n° RG {cited}" if dice.random() < 0.9 and not masked else ""
            when = f"du {day[2]} {MONTHS[day[1] - 1]} {day[0]} " if dice.random() < 0.93 else ""
            lines.append(f"Décision déférée : {ruling} {when}rendu par {court}{named}.")
        e, born = "e" if woman else "", f"{dice.randint(1, 28)} {dice.choice(MONTHS)} {dice.randint(1945, 2000)}"
        lines.append(
            f"{'Mme' if woman else 'M.'} [{person}], né{e} le {born if dice.random() < 0.3 else '[Date naissance 1]'}, "
            f"{dice.choice(TRADES)}, demeurant à {dice.choice(HOMES) if dice.random() < 0.4 else '[Localité 2]'}."
        )
        lines += dice.sample(own, 6 if level < 2 else 3) + dice.sample(SENTENCES, 8) + dice.sample(FORMULAS, 3)
        lines += [f"Condamne la société à payer la somme de {euros(amount)}." for amount in amounts if dice.random() < 0.7]
        lines.append("Condamne la société à payer la somme de 1 500 euros au titre de l'article 700 du code de procédure civile.")
        lines += [f"Vu l'article {article} du code du travail." for article in articles if dice.random() < 0.7]
        record = dict(
            id=f"d{rank}", jurisdiction=["tj", "ca", "cc"][level], location=seat, number=own_number,
            decision_date="%04d-%02d-%02d" % date, text="\n".join(lines),
        )
        if dice.random() < 0.7:
            record["nac"] = nature
        decisions.write(json.dumps(record, ensure_ascii=False) + "\n")
        if rank == 0:
            truth.write("decision_id,case\n")
        truth.write(f"d{rank},{case}\n")
        before = (
            ["jugement", "arrêt"][min(level, 1)],
            [f"le tribunal judiciaire de {first}", f"la cour d'appel de {appeal}"][min(level, 1)], own_number, date,
        )
        rank += 1
print(rank)
