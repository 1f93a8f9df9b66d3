//! What can be typed. Help texts are here in French; `english` holds the others.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::styling::Styles;
use clap::{Arg, ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::linkage::adversaries::Adversary;
use crate::quality::reading::draw::Key;
use crate::report::Language;
use crate::report::data::Kind;
use crate::rules::EngineName;
use crate::run::Tolerance;

use super::english;
use super::evidence::{EventArgs, EvidenceCommand, SealingArgs};

/// Détecte ce qui identifie encore quelqu'un dans des décisions de justice pseudonymisées
#[derive(Debug, Parser)]
#[command(name = "filigrane", version, disable_help_subcommand = true)]
pub(super) struct Cli {
    /// Langue des messages : fr (défaut) ou en
    #[arg(long, global = true, value_name = "LANGUE", value_parser = ["fr", "en"], default_value = "fr")]
    pub lang: String,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Examine des décisions et rédige la synthèse : la commande principale
    Audit(ScanArgs),
    /// Examine des décisions, sans synthèse (ce qu'appelle un traitement distribué)
    Scan(ScanArgs),
    /// Mesure le risque de réidentification d'une table CSV ou Parquet
    Risk(Box<RiskArgs>),
    /// Compare deux publications : ce que la nouvelle masque et que l'ancienne donne
    Diff(DiffArgs),
    /// Contrôle ce que publie un réutilisateur : intégrité, mentions, fraîcheur, profilage
    Reuse(ReuseArgs),
    /// Dit d'un lot, avant publication, ce qui peut être publié, ce qui est à relire et ce qui est refusé
    Gate(GateArgs),
    /// Rédige les rapports d'un traitement : pages, tableaux et formats d'autres outils
    Report(ReportArgs),
    /// Prépare le dossier d'une violation de données et cherche le même défaut dans le traitement
    Incident(IncidentArgs),
    /// Évalue, sur un traitement terminé, le risque de chaque personne
    Link(LinkArgs),
    /// Liste, explique et vérifie les règles
    Rules {
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Mesure la qualité de la détection
    Quality {
        #[command(subcommand)]
        command: QualityCommand,
    },
    /// Scelle, vérifie et suit un dossier de preuve
    Evidence {
        #[command(subcommand)]
        command: EvidenceCommand,
    },
    /// Écrit la complétion des commandes pour un interpréteur
    Completions {
        /// Interpréteur : bash, elvish, fish, powershell ou zsh
        #[arg(value_name = "INTERPRÉTEUR")]
        shell: clap_complete::Shell,
    },
    /// Écrit la page de manuel
    Man,
}

#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    /// Fichiers ou dossiers à lire ; « - » pour l'entrée standard
    #[arg(required = true, value_name = "ENTRÉE")]
    pub inputs: Vec<PathBuf>,
    /// Dossier où écrire le traitement
    #[arg(long, value_name = "DOSSIER", required = true)]
    pub out: Option<PathBuf>,
    /// Poursuit un traitement interrompu
    #[arg(long, conflicts_with = "force")]
    pub resume: bool,
    /// Remplace un traitement précédent dans le dossier de sortie
    #[arg(long)]
    pub force: bool,
    /// Détections à mener, séparées par des virgules : identifiers, names, places, dates, patterns, facts, secrets, known, pseudonyms, publicity, magistrates, readability (par défaut, toutes)
    #[arg(long, value_name = "LISTE", value_delimiter = ',', value_enum)]
    pub engines: Vec<Engine>,
    /// Confiance, de 0 à 1, sous laquelle un constat est à relire (par défaut 0,5)
    #[arg(long, value_name = "SEUIL", value_parser = threshold, default_value = "0.5")]
    pub review_threshold: f32,
    /// Rejets admis avant de sortir en code 3 : un nombre (12) ou une part (1%) (par défaut 0)
    #[arg(long, value_name = "SEUIL", default_value = "0")]
    pub tolerance: Tolerance,
    /// Nom d'une colonne ou d'un champ : --column text=contenu
    #[arg(long, value_name = "NOTRE=VOTRE", value_parser = pair)]
    pub column: Vec<(String, String)>,
    /// Taille maximale d'un enregistrement : octets, ou avec K, M, G (par défaut, celle du lecteur)
    #[arg(long, value_name = "TAILLE", value_parser = size)]
    pub max_record: Option<usize>,
    /// Configuration à suivre (par défaut ./filigrane.toml, s'il existe)
    #[arg(long, value_name = "FICHIER")]
    pub config: Option<PathBuf>,
    /// Dossier de règles, à la place de celles du programme
    #[arg(long, value_name = "DOSSIER")]
    pub rules: Option<PathBuf>,
    /// Dossier de lexiques et de modèles, à la place de ceux du programme
    #[arg(long, value_name = "DOSSIER")]
    pub datasets: Option<PathBuf>,
    /// Clé des empreintes, d'au moins 32 octets (par défaut, une clé gardée pour l'utilisateur)
    #[arg(long, value_name = "FICHIER")]
    pub key_file: Option<PathBuf>,
    /// Écrit les extraits en clair, chiffrés pour cette clé publique age (age1…)
    #[arg(long, value_name = "DESTINATAIRE", conflicts_with = "resume")]
    pub reveal: Option<String>,
    /// Nombre de fils d'exécution (par défaut, les cœurs disponibles)
    #[arg(long, value_name = "NOMBRE", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Progression : auto (défaut, sur un terminal), always, never
    #[arg(long, value_name = "QUAND", value_enum, default_value_t = Progress::Auto)]
    pub progress: Progress,
}

#[derive(Debug, Args)]
pub(super) struct ReuseArgs {
    /// Ce que publie le réutilisateur : fichiers, dossiers, archives, WARC, bases
    #[arg(required = true, value_name = "ENTRÉE")]
    pub inputs: Vec<PathBuf>,
    /// Décisions de référence, toutes versions (sans elles, ce qui en dépend n'est pas évalué)
    #[arg(long, value_name = "CORPUS", num_args = 1)]
    pub reference: Vec<PathBuf>,
    /// Dossier où écrire le dossier de preuve ; nouveau ou vide
    #[arg(long, value_name = "DOSSIER")]
    pub out: PathBuf,
    /// Journal des transactions de l'API : {id, action, date}
    #[arg(long, value_name = "FICHIER")]
    pub history: Option<PathBuf>,
    /// Périodes d'indisponibilité de l'API : un fichier, ou début/fin séparés par des virgules
    #[arg(long, value_name = "PÉRIODES")]
    pub unavailable: Option<String>,
    /// Date du constat (par défaut, maintenant)
    #[arg(long, value_name = "DATE")]
    pub checked_at: Option<String>,
    /// Dossier d'un contrôle précédent du même réutilisateur, à comparer
    #[arg(long, value_name = "DOSSIER")]
    pub previous: Option<PathBuf>,
    #[command(flatten)]
    pub sealing: SealingArgs,
    #[command(flatten)]
    pub event: EventArgs,
    /// Dossier de règles, à la place de celles du programme
    #[arg(long, value_name = "DOSSIER")]
    pub rules: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Progress {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum Engine {
    Identifiers,
    Names,
    Places,
    Dates,
    Patterns,
    Facts,
    Secrets,
    Known,
    Pseudonyms,
    Publicity,
    Magistrates,
    Readability,
}

impl Engine {
    /// The engine of rules behind the name; facts have no rules.
    pub fn name(self) -> Option<EngineName> {
        Some(match self {
            Self::Identifiers => EngineName::Identifiers,
            Self::Names => EngineName::Names,
            Self::Places => EngineName::Places,
            Self::Dates => EngineName::CivilDates,
            Self::Patterns => EngineName::Patterns,
            Self::Secrets => EngineName::Secrets,
            Self::Facts => return None,
            Self::Known => EngineName::Known,
            Self::Pseudonyms => EngineName::Pseudonyms,
            Self::Publicity => EngineName::Publicity,
            Self::Magistrates => EngineName::Magistrates,
            Self::Readability => EngineName::Readability,
        })
    }
}

impl ScanArgs {
    /// The engines asked for, all of them when none is named; in a fixed order.
    pub fn engines(&self) -> Vec<Engine> {
        if self.engines.is_empty() {
            return Engine::value_variants().to_vec();
        }
        let mut engines = self.engines.clone();
        engines.sort_unstable();
        engines.dedup();
        engines
    }
}

#[derive(Debug, Args)]
pub(super) struct GateArgs {
    #[command(flatten)]
    pub scan: ScanArgs,
    /// Référence : les constats déjà acceptés, sauf les bloquants, qui ne s'acceptent pas
    #[arg(long, value_name = "FICHIER")]
    pub baseline: Option<PathBuf>,
    /// Ajoute à la référence les constats non bloquants de ce lot
    #[arg(long)]
    pub update_baseline: bool,
    /// Rapports à écrire dans le traitement, séparés par des virgules : html, md, csv, sarif, junit, gitlab, json, github, label, pdf
    #[arg(long, value_name = "LISTE", value_delimiter = ',', value_enum)]
    pub format: Vec<Format>,
    /// Ne compte que ce qui a changé depuis ce traitement
    #[arg(long, value_name = "TRAITEMENT")]
    pub changed_since: Option<PathBuf>,
    /// Traitement du corpus déjà publié : le lot est jugé aussi avec ses décisions
    #[arg(long, value_name = "TRAITEMENT")]
    pub against: Option<PathBuf>,
    /// Date du contrôle, AAAA-MM-JJ, pour le rejouer (par défaut, aujourd'hui à Paris)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<jiff::civil::Date>,
    /// Écrit chaque étape en JSON, une par ligne, sur la sortie d'erreur (pour un ordonnanceur)
    #[arg(long)]
    pub events: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Html,
    Md,
    Csv,
    Sarif,
    Junit,
    Gitlab,
    Json,
    Github,
    Label,
    Parquet,
    Pdf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportKind {
    #[value(name = "RAP-01")]
    Gate,
    #[value(name = "RAP-02")]
    Quality,
    #[value(name = "RAP-03")]
    Compliance,
    #[value(name = "RAP-05")]
    Evidence,
    #[value(name = "RAP-06")]
    Honesty,
}

impl ReportKind {
    pub fn kind(self) -> Kind {
        match self {
            Self::Gate => Kind::Gate,
            Self::Quality => Kind::Quality,
            Self::Compliance => Kind::Compliance,
            Self::Evidence => Kind::Evidence,
            Self::Honesty => Kind::Honesty,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Traitement terminé
    #[arg(value_name = "TRAITEMENT")]
    pub run: PathBuf,
    /// Formats, séparés par des virgules : html, md, csv, sarif, junit, gitlab, json, github, label, parquet, pdf (par défaut html,md)
    #[arg(long, value_name = "LISTE", value_delimiter = ',', value_enum)]
    pub format: Vec<Format>,
    /// Destinataire : RAP-01 porte, RAP-02 qualité (défaut), RAP-03 conformité, RAP-05 preuve, RAP-06 limites
    #[arg(long, value_name = "RAPPORT", value_enum, ignore_case = true, default_value = "RAP-02")]
    pub kind: ReportKind,
    /// Dossier où écrire (par défaut, report dans le traitement)
    #[arg(long, value_name = "DOSSIER")]
    pub out: Option<PathBuf>,
    /// Configuration : seuils, pouvoirs identifiants, dérogations (filigrane.toml)
    #[arg(long, value_name = "FICHIER")]
    pub config: Option<PathBuf>,
    /// Référence : les constats déjà acceptés, sauf les bloquants, qui ne s'acceptent pas
    #[arg(long, value_name = "FICHIER")]
    pub baseline: Option<PathBuf>,
    /// Traitement antérieur, pour montrer l'évolution ; à répéter, du plus ancien au plus récent
    #[arg(long, value_name = "TRAITEMENT")]
    pub previous: Vec<PathBuf>,
    /// Rappel et précision mesurés, écrits par « quality evaluate --json » ou « quality review »
    #[arg(long, value_name = "FICHIER")]
    pub measures: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct IncidentArgs {
    /// Traitement terminé
    #[arg(value_name = "TRAITEMENT")]
    pub run: PathBuf,
    /// Décision où quelque chose est resté lisible
    #[arg(value_name = "DÉCISION")]
    pub decision: String,
    /// Heure de la connaissance (T0), à Paris : 2026-11-25T14:30 (par défaut, maintenant)
    #[arg(long, value_name = "HEURE", value_parser = moment)]
    pub known_at: Option<jiff::Timestamp>,
    /// Dossier où écrire (par défaut, report/incident-… dans le traitement)
    #[arg(long, value_name = "DOSSIER")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct LinkArgs {
    /// Traitement terminé : dossier écrit par « scan » ou « audit »
    #[arg(value_name = "TRAITEMENT")]
    pub run: PathBuf,
    /// Dossier d'effectifs de référence, à la place de ceux du programme
    #[arg(long, value_name = "DOSSIER")]
    pub population: Option<PathBuf>,
    /// Progression : auto (défaut, sur un terminal), always, never
    #[arg(long, value_name = "QUAND", value_enum, default_value_t = Progress::Auto)]
    pub progress: Progress,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Liste les règles
    List {
        /// Compare avec le catalogue juridique : mis en œuvre, à venir, hors périmètre
        #[arg(long)]
        coverage: bool,
        #[command(flatten)]
        args: RulesArgs,
    },
    /// Explique une règle : ce qu'elle cherche, pourquoi, que faire
    Explain {
        /// Identifiant de la règle (OCC-NIR)
        #[arg(value_name = "RÈGLE")]
        id: String,
        /// Essaie la règle sur ce texte et dit ce qu'elle y voit
        #[arg(long, value_name = "TEXTE")]
        text: Option<String>,
        #[command(flatten)]
        args: RulesArgs,
    },
    /// Vérifie que chaque règle trouve ses exemples et ignore ses contre-exemples
    Test(RulesArgs),
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// Dossier de règles, à la place de celles du programme
    #[arg(long, value_name = "DOSSIER")]
    pub rules: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum QualityCommand {
    /// Remet des identités inventées dans des décisions, avec leur corrigé
    Leak(LeakArgs),
    /// Compare les constats d'un traitement au corrigé : rappel, précision, F1
    Evaluate(EvaluateArgs),
    /// Tire un échantillon de décisions à relire, avec les feuilles à remplir
    Sample(SampleArgs),
    /// Estime, d'après les feuilles remplies, ce qui reste dans tout le traitement
    Review(ReviewArgs),
    /// Relie deux tables de décisions d'après leurs métadonnées, et mesure le résultat
    Chains(ChainsArgs),
    /// Apprend le modèle des noms sur des décisions pseudonymisées
    Train(TrainArgs),
}

#[derive(Debug, Args)]
pub(super) struct LeakArgs {
    /// Fichiers ou dossiers à lire ; « - » pour l'entrée standard
    #[arg(required = true, value_name = "ENTRÉE")]
    pub inputs: Vec<PathBuf>,
    /// Fichier où écrire les décisions modifiées (JSON, une par ligne)
    #[arg(long, value_name = "FICHIER")]
    pub out: PathBuf,
    /// Fichier où écrire le corrigé
    #[arg(long, value_name = "FICHIER")]
    pub gold: PathBuf,
    /// Graine du tirage
    #[arg(long, value_name = "NOMBRE", default_value_t = 1)]
    pub seed: u64,
    /// Part des décisions modifiées, de 0 à 1 (défaut : 0,5)
    #[arg(long, value_name = "PART", default_value_t = 0.5)]
    pub share: f64,
    /// Listes de noms, ou dossiers qui en contiennent (défaut : celles du programme)
    #[arg(long, value_name = "CHEMIN")]
    pub names: Vec<PathBuf>,
    /// Ne tire les noms que de ces listes
    #[arg(long, requires = "names")]
    pub only_names: bool,
    /// Phrases de fuite, à la place de celles du programme
    #[arg(long, value_name = "FICHIER")]
    pub sentences: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct SampleArgs {
    /// Traitement terminé
    #[arg(value_name = "TRAITEMENT")]
    pub run: PathBuf,
    /// Dossier où écrire les feuilles ; nouveau ou vide
    #[arg(long, value_name = "DOSSIER")]
    pub out: PathBuf,
    /// Décisions à tirer
    #[arg(long, value_name = "NOMBRE", default_value_t = 400)]
    pub size: u64,
    /// Graine du tirage
    #[arg(long, value_name = "NOMBRE", default_value_t = 1)]
    pub seed: u64,
    /// Strates : jurisdiction, location, chamber, nac, source, year, raised
    #[arg(
        long,
        value_name = "LISTE",
        value_delimiter = ',',
        value_enum,
        default_value = "jurisdiction,raised"
    )]
    pub by: Vec<Stratum>,
    /// Attaque simulée (REI-15) : référence de l'autorisation écrite, sans laquelle elle n'a pas lieu
    #[arg(long, value_name = "AUTORISATION")]
    pub attack: Option<String>,
    /// Minutes par décision de l'attaque simulée
    #[arg(long, value_name = "NOMBRE", default_value_t = 20, requires = "attack")]
    pub minutes: u64,
}

/// What strata are made of: columns of the table of decisions, and whether something was raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Stratum {
    Jurisdiction,
    Location,
    Chamber,
    Nac,
    Source,
    Year,
    Raised,
}

impl Stratum {
    pub(super) fn key(self) -> Key {
        match self {
            Self::Jurisdiction => Key::Jurisdiction,
            Self::Location => Key::Location,
            Self::Chamber => Key::Chamber,
            Self::Nac => Key::Nac,
            Self::Source => Key::Source,
            Self::Year => Key::Year,
            Self::Raised => Key::Raised,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    /// Dossier des feuilles remplies, écrit par « quality sample »
    #[arg(value_name = "DOSSIER")]
    pub folder: PathBuf,
    /// Feuilles du même échantillon, remplies par un second lecteur
    #[arg(long, value_name = "DOSSIER")]
    pub second: Option<PathBuf>,
    /// Écrit du JSON plutôt que des tableaux
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct EvaluateArgs {
    /// Traitement à évaluer
    #[arg(value_name = "TRAITEMENT")]
    pub run: PathBuf,
    /// Corrigé écrit par « quality leak »
    #[arg(long, value_name = "FICHIER")]
    pub gold: PathBuf,
    /// Seulement les décisions de cette partie : train, tune ou report
    #[arg(long, value_name = "PARTIE", value_parser = ["train", "tune", "report"])]
    pub part: Option<String>,
    /// Écrit du JSON plutôt que des tableaux
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    /// Décisions pseudonymisées : fichiers ou dossiers ; « - » pour l'entrée standard
    #[arg(required = true, value_name = "ENTRÉE")]
    pub inputs: Vec<PathBuf>,
    /// Modèle à écrire (à placer dans models/noms.bin d'un dossier --datasets)
    #[arg(long, value_name = "FICHIER")]
    pub out: PathBuf,
    /// Graine du tirage
    #[arg(long, value_name = "NOMBRE")]
    pub seed: Option<u64>,
    /// Dossier de lexiques, à la place de ceux du programme
    #[arg(long, value_name = "DOSSIER")]
    pub datasets: Option<PathBuf>,
    /// Listes de noms, ou dossiers qui en contiennent (défaut : celles du programme)
    #[arg(long, value_name = "CHEMIN")]
    pub names: Vec<PathBuf>,
    /// Phrases d'apprentissage, à la place de celles du programme
    #[arg(long, value_name = "FICHIER")]
    pub sentences: Option<PathBuf>,
    /// Variantes apprises de chaque décision
    #[arg(long, value_name = "NOMBRE")]
    pub variants: Option<u64>,
    /// Phrases glissées dans chaque variante
    #[arg(long, value_name = "NOMBRE")]
    pub phrases: Option<u64>,
    /// Passages sur les exemples
    #[arg(long, value_name = "NOMBRE")]
    pub epochs: Option<u32>,
    /// Passages avec leur réponse (JSON, un par ligne) : refait le modèle des secrets (models/secrets.tsv), et non celui des noms
    #[arg(long, value_name = "FICHIER")]
    pub passages: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// Publication ancienne : fichier ou dossier de décisions, ou traitement
    #[arg(value_name = "ANCIEN")]
    pub old: PathBuf,
    /// Publication nouvelle, de même nature
    #[arg(value_name = "NOUVEAU")]
    pub new: PathBuf,
    /// Sortie : text (défaut) ou json
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = RiskFormat::Text)]
    pub format: RiskFormat,
    /// Dossier où écrire aussi differences.json et differences.txt
    #[arg(long, value_name = "DOSSIER")]
    pub out: Option<PathBuf>,
    /// Sort en code 1 si l'une des deux donne ce que l'autre masque
    #[arg(long)]
    pub check: bool,
    /// Nom d'une colonne ou d'un champ : --column text=contenu
    #[arg(long, value_name = "NOTRE=VOTRE", value_parser = pair)]
    pub column: Vec<(String, String)>,
    /// Clé des empreintes, d'au moins 32 octets (par défaut, une clé gardée pour l'utilisateur)
    #[arg(long, value_name = "FICHIER")]
    pub key_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ChainsArgs {
    /// Première table (décisions attaquées), CSV ou Parquet ; ou un traitement, seul
    #[arg(value_name = "PREMIÈRE")]
    pub first: PathBuf,
    /// Seconde table (décisions qui les suivent)
    #[arg(value_name = "SECONDE")]
    pub second: Option<PathBuf>,
    /// Colonne de l'identifiant
    #[arg(long, value_name = "COLONNE", default_value = "unique_id")]
    pub id: String,
    /// Colonnes : number, court, date, nature, amount, article ; défaut : rg, court, date, nac, amount, art
    #[arg(long, value_name = "NOTRE=VOTRE", value_parser = pair)]
    pub column: Vec<(String, String)>,
    /// Vérité, pour mesurer précision, rappel et F1 : colonne des deux tables ; pour un traitement, fichier aux colonnes decision_id et case
    #[arg(long, value_name = "COLONNE|FICHIER")]
    pub truth: Option<String>,
    /// Fichier CSV où écrire les couples
    #[arg(long, value_name = "FICHIER")]
    pub out: Option<PathBuf>,
    /// Fait comme si les numéros étaient masqués
    #[arg(long)]
    pub without_numbers: bool,
    /// Nombre de fils d'exécution (par défaut, les cœurs disponibles)
    #[arg(long, value_name = "NOMBRE", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

#[derive(Debug, Args)]
pub(super) struct RiskArgs {
    /// Table CSV (UTF-8, une ligne d'en-tête) ou Parquet ; le format est reconnu au contenu
    #[arg(value_name = "TABLE")]
    pub table: PathBuf,
    /// Quasi-identifiants : noms de colonnes, séparés par des virgules
    #[arg(long, required = true, value_name = "COLONNES", value_delimiter = ',')]
    pub qi: Vec<String>,
    /// Attribut sensible : l, t, alpha, beta et delta portent sur lui
    #[arg(long, value_name = "COLONNE")]
    pub sensitive: Option<String>,
    /// Sortie : text (défaut) ou json (un seul objet)
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = RiskFormat::Text)]
    pub format: RiskFormat,
    /// Ordre de l'attribut sensible : auto (défaut, numérique s'il n'a que des nombres) ou numeric (exigé)
    #[arg(long, value_name = "ORDRE", value_enum, default_value_t = RiskOrder::Auto)]
    pub order: RiskOrder,
    /// Quasi-identifiants absents : own_value (défaut), drop, wildcard ou compatible (intervalles, préfixes, ensembles)
    #[arg(long, value_name = "POLITIQUE", value_enum)]
    pub null: Option<RiskNull>,
    /// Table de la population, avec les mêmes quasi-identifiants
    #[arg(long, value_name = "FICHIER")]
    pub population: Option<PathBuf>,
    /// Colonne des poids de sondage
    #[arg(long, value_name = "COLONNE")]
    pub weight: Option<String>,
    /// Colonne du ménage ou de l'affaire : risque qu'un membre au moins soit retrouvé
    #[arg(long, value_name = "COLONNE")]
    pub household: Option<String>,
    /// Fraction d'échantillonnage, plus grande que 0 et au plus 1
    #[arg(long, value_name = "FRACTION", value_parser = fraction)]
    pub fraction: Option<f64>,
    /// Seuils de risque, séparés par des virgules (défaut : 0.05,0.09,0.2,0.34,0.5)
    #[arg(long, value_name = "SEUILS", value_delimiter = ',', value_parser = risk_threshold)]
    pub threshold: Vec<f64>,
    /// Mesure aussi chaque sous-ensemble des quasi-identifiants
    #[arg(long)]
    pub subsets: bool,
    /// Cherche les plus petites combinaisons qui isolent chaque ligne (SUDA, DIS)
    #[arg(long)]
    pub suda: bool,
    /// Taille maximale de ces combinaisons (par défaut, toutes)
    #[arg(long, value_name = "NOMBRE", requires = "suda", value_parser = clap::value_parser!(u32).range(1..))]
    pub suda_depth: Option<u32>,
    /// Suit les conventions d'un autre outil : pycanon ou arx (par défaut, la littérature)
    #[arg(long, value_name = "OUTIL", value_enum)]
    pub compat: Option<RiskCompat>,
    /// Hiérarchie d'une colonne, pour --null compatible : --hierarchy commune=communes.csv
    #[arg(long, value_name = "COLONNE=FICHIER", value_parser = pair)]
    pub hierarchy: Vec<(String, String)>,
    /// Personnes absentes de la table, mêmes colonnes : essaie trois attaques (individualisation, corrélation, inférence)
    #[arg(long, value_name = "FICHIER")]
    pub control: Option<PathBuf>,
    /// Adversaire : voisin, journaliste, adversaire, courtier ou moteur (par défaut, il connaît tout)
    #[arg(long, value_name = "ADVERSAIRE", requires = "control", value_parser = adversary)]
    pub adversary: Option<Adversary>,
    /// Fichier Parquet où écrire le risque de chaque ligne
    #[arg(long, value_name = "FICHIER")]
    pub out: Option<PathBuf>,
    /// Nombre de fils d'exécution (par défaut, les cœurs disponibles)
    #[arg(long, value_name = "NOMBRE", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RiskFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RiskOrder {
    Auto,
    Numeric,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum RiskNull {
    OwnValue,
    Drop,
    Wildcard,
    Compatible,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RiskCompat {
    Pycanon,
    Arx,
}

/// The language asked for, before anything is parsed: help and errors need it.
pub(super) fn language_of(arguments: &[OsString]) -> Language {
    let english = |value: &str| value == "en";
    let text = |argument: &OsString| argument.to_str().map(str::to_owned);
    let asked = arguments.iter().skip(1).take_while(|argument| *argument != "--").enumerate().any(
        |(rank, argument)| match text(argument).as_deref() {
            Some("--lang") => {
                arguments.get(rank + 2).and_then(text).as_deref().is_some_and(english)
            }
            Some(other) => other.strip_prefix("--lang=").is_some_and(english),
            None => false,
        },
    );
    if asked { Language::English } else { Language::French }
}

/// The whole command, its help in one language.
pub(super) fn command(language: Language) -> clap::Command {
    let command = Cli::command().mut_subcommand("gate", |gate| {
        let inputs = "Fichiers ou dossiers à lire, ou un traitement déjà fait ; « - » pour l'entrée standard";
        let out = "Dossier où garder le traitement (par défaut, rien n'est gardé)";
        gate.mut_arg("inputs", |arg| arg.help(inputs))
            .mut_arg("out", |arg| arg.required(false).help(out))
    });
    let command = localise(command, language, "");
    command.styles(Styles::plain())
}

/// Help in one language, and none of the words that clap adds in English.
fn localise(command: clap::Command, language: Language, parent: &str) -> clap::Command {
    let name = command.get_name().to_owned();
    let path = if parent.is_empty() { name } else { format!("{parent} {name}") };
    let (usage, commands, value) = language
        .pick(("Utilisation :", "Commandes\u{a0}", "COMMANDE"), ("Usage:", "Commands", "COMMAND"));
    // clap puts a colon after a heading; in French a no-break space stands before it.
    let (arguments, options) =
        language.pick(("Arguments\u{a0}", "Options\u{a0}"), ("Arguments", "Options"));
    let mut command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .help_template(format!("{{about}}\n\n{usage} {{usage}}\n\n{{all-args}}"))
        .subcommand_help_heading(commands)
        .subcommand_value_name(value)
        .arg(help_flag(language));
    if parent.is_empty() {
        command = command.arg(version_flag(language));
    }
    if language == Language::English
        && let Some(about) = english::command(&path)
    {
        command = command.about(about);
    }
    let mut positional = 0;
    let command = command.mut_args(|arg| {
        let help = match language {
            Language::English => english::argument(&path, arg.get_id().as_str()),
            Language::French => None,
        };
        // clap writes both in English; the help texts say them. A flag has neither.
        let valued = arg.get_action().takes_values();
        let arg = arg.hide_default_value(valued).hide_possible_values(valued);
        let heading = if arg.is_positional() { arguments } else { options };
        let arg = arg.help_heading(heading);
        // Under a heading of ours, clap would sort them by name.
        let arg = if arg.is_positional() {
            positional += 1;
            arg.display_order(positional)
        } else {
            arg
        };
        match help {
            Some(help) => arg.help(help),
            None => arg,
        }
    });
    command.mut_subcommands(|inner| localise(inner, language, &path))
}

fn help_flag(language: Language) -> Arg {
    Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help(language.pick("Affiche cette aide", "Shows this help"))
}

fn version_flag(language: Language) -> Arg {
    Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help(language.pick("Affiche la version", "Shows the version"))
}

fn moment(text: &str) -> Result<jiff::Timestamp, String> {
    let instant = text.parse::<jiff::Timestamp>().ok();
    let here = || {
        let local = text.parse::<jiff::civil::DateTime>().ok()?;
        local.in_tz("Europe/Paris").ok().map(|at| at.timestamp())
    };
    instant
        .or_else(here)
        .ok_or_else(|| format!("« {text} » : donnez une date et une heure, 2026-11-25T14:30"))
}

fn date(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse().map_err(|_| format!("« {text} » : donnez une date AAAA-MM-JJ"))
}

fn threshold(text: &str) -> Result<f32, String> {
    text.replace(',', ".")
        .parse()
        .ok()
        .filter(|value| (0.0..=1.0).contains(value))
        .ok_or_else(|| format!("« {text} » : donnez un nombre de 0 à 1 (0.5)"))
}

fn fraction(text: &str) -> Result<f64, String> {
    text.replace(',', ".").parse().ok().filter(|value| *value > 0.0 && *value <= 1.0).ok_or_else(
        || format!("« {text} » : donnez un nombre plus grand que 0 et au plus égal à 1"),
    )
}

fn adversary(code: &str) -> Result<Adversary, String> {
    Adversary::from_code(code).ok_or_else(|| {
        let known = Adversary::ALL.map(Adversary::as_str).join(", ");
        format!("adversaires possibles : {known}")
    })
}

fn risk_threshold(text: &str) -> Result<f64, String> {
    text.trim().parse().ok().filter(|value| (0.0..=1.0).contains(value)).ok_or_else(|| {
        format!("« {text} » : donnez des nombres de 0 à 1, avec un point (0.05,0.2)")
    })
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((ours, theirs)) if !ours.is_empty() && !theirs.is_empty() => {
            Ok((ours.to_owned(), theirs.to_owned()))
        }
        _ => Err(format!("« {text} » : écrivez notre=votre, par exemple text=contenu")),
    }
}

fn size(text: &str) -> Result<usize, String> {
    let (digits, unit) = match text.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&text[..at], 1 << 10),
        Some((at, 'm' | 'M')) => (&text[..at], 1 << 20),
        Some((at, 'g' | 'G')) => (&text[..at], 1 << 30),
        _ => (text, 1),
    };
    digits
        .parse::<usize>()
        .ok()
        .and_then(|count| count.checked_mul(unit))
        .filter(|&bytes| bytes > 0)
        .ok_or_else(|| format!("« {text} » : donnez un nombre d'octets, ou 512K, 16M, 1G"))
}
