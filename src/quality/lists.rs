//! Short lists of names: enough to invent people without any file.
//!
//! Words alone, drawn apart from each other: no line of this file names anyone.

/// First names of women, of men, and surnames.
pub(super) type Culture = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

pub(super) const COMMON_FEMININE: &[&str] = &[
    "Marie", "Françoise", "Monique", "Catherine", "Nathalie", "Isabelle", "Jacqueline", "Anne",
    "Sylvie", "Martine", "Nicole", "Hélène", "Christine", "Valérie", "Sandrine", "Céline",
    "Stéphanie", "Véronique", "Sophie", "Chantal", "Patricia", "Annie", "Brigitte", "Aurélie",
    "Laurence", "Julie", "Émilie", "Élodie", "Denise", "Michèle", "Dominique", "Virginie",
    "Delphine", "Corinne", "Élisabeth", "Danielle", "Simone", "Josiane", "Odette", "Ginette",
    "Yvette", "Thérèse", "Geneviève", "Colette", "Micheline", "Mélanie", "Laëtitia", "Béatrice",
    "Agnès", "Édith", "Noémie", "Gaëlle", "Joëlle", "Muriel", "Rosalie", "Solange",
];
pub(super) const COMMON_MASCULINE: &[&str] = &[
    "Jean", "Pierre", "Michel", "André", "Philippe", "Nicolas", "Christophe", "Patrick", "Alain",
    "Bernard", "Daniel", "Jacques", "Frédéric", "Laurent", "Stéphane", "Éric", "Thierry",
    "Pascal", "David", "Sébastien", "Christian", "Gérard", "Julien", "Olivier", "François",
    "Claude", "Guillaume", "Serge", "Bruno", "Vincent", "Jérôme", "Didier", "Franck", "René",
    "Marcel", "Roger", "Gilles", "Cédric", "Rémi", "Grégory", "Benoît", "Jérémy", "Mickaël",
    "Raphaël", "Hervé", "Régis", "Joël", "Noël", "Thibault", "Étienne", "Loïc", "Gaël",
    "Aurélien", "Lucien",
];
pub(super) const RECENT_FEMININE: &[&str] = &[
    "Maëlys", "Lilou", "Inaya", "Louna", "Kenza", "Léna", "Chloé", "Manon", "Jade", "Ambre",
    "Zoé", "Lola", "Mia", "Alya", "Nour", "Romane", "Capucine", "Léonie", "Éloïse", "Anaïs",
    "Océane", "Ninon", "Assia", "Aaliyah", "Shaïma", "Noémie", "Clémence", "Maïwenn", "Lyna",
    "Kelly", "Cassandra", "Mélissa", "Tiffany", "Ornella", "Célia", "Apolline", "Margaux", "Iris",
    "Soline", "Tess", "Albane", "Giulia", "Joy", "Charlie", "Victoire", "Olympe", "Prune", "Rose",
];
pub(super) const RECENT_MASCULINE: &[&str] = &[
    "Kylian", "Enzo", "Mathéo", "Timéo", "Nolan", "Noah", "Maël", "Rayan", "Ilyes", "Kenzo",
    "Lenny", "Evan", "Ethan", "Gabin", "Sacha", "Tiago", "Malo", "Aaron", "Naël", "Eden", "Soan",
    "Youenn", "Titouan", "Éliott", "Côme", "Marceau", "Auguste", "Isaac", "Imran", "Kaïs",
    "Brandon", "Dylan", "Jordan", "Killian", "Steven", "Kévin", "Anthony", "Loris", "Mathys",
    "Djibril", "Lyam", "Milo", "Léandre", "Basile", "Oscar", "Swann", "Théo", "Raphaël", "Noé",
];
/// Others whose accents the lists have lost.
pub(super) const ACCENTED: &[&str] = &[
    "Léa", "Élise", "Éléonore", "Irène", "Hélèna", "Adèle", "Gisèle", "Angèle", "Zélie",
    "Désirée", "Renée", "Andrée", "Aimée", "Mélina", "Léontine", "Cécile", "Clélia", "Clémentine",
    "Estéban", "Désiré", "Édouard", "Émile", "Éloi", "Félix", "Grégoire", "Hippolyte", "Léo",
    "Léon", "Léopold", "Médéric", "Rémy", "Sylvère", "Timothée", "Valère", "Zéphyrin", "Amélie",
    "Bénédicte", "Eugénie", "Héloïse", "Inès", "Ismaël", "Joséphine", "Maïa", "Maéva", "Mégane",
    "Nadège", "Pénélope", "Raphaëlle", "Salomé", "Séverine", "Solène", "Stéphan", "Ségolène",
    "Thaïs", "Daphné", "Dorothée", "Aliénor", "Anaëlle", "Barthélemy", "Blaise", "Cyrille",
    "Emmanuèle", "Ghislaine", "Géraldine", "Grâce", "Jérémie", "Maëlle", "Mickaël", "Noëlle",
    "Yaël",
];
pub(super) const COMPOUND_FEMININE: &[&str] = &[
    "Marie", "Anne", "Rose", "Marie", "Lou", "Line", "Jeanne",
];
pub(super) const COMPOUND_MASCULINE: &[&str] = &[
    "Jean", "Pierre", "Paul", "Jean", "Charles", "Louis", "Yves",
];
pub(super) const COMMON_SURNAMES: &[&str] = &[
    "Martin", "Durand", "Dubois", "Moreau", "Lefebvre", "Garcia", "Roux", "Fournier", "Girard",
    "Bonnet", "Lambert", "Fontaine", "Rousseau", "Guérin", "Faure", "Mercier", "Garnier",
    "Lefèvre", "Morin", "Gauthier", "Perrin", "Robin", "Masson", "Duval", "Lemaire", "Dufour",
    "Meunier", "Brun", "Blanchard", "Giraud", "Joly", "Rivière", "Brunet", "Gaillard", "Barbier",
    "Arnaud", "Renaud", "Roche", "Roy", "Noël", "Colin", "Vidal", "Aubert", "Lemoine", "Picard",
    "Gérard", "Tessier", "Hervé", "Boucher", "Prévost", "Benoît", "Léger", "Béranger",
    "Tartempion", "Bidulot",
];
pub(super) const COMMON_WORDS: &[&str] = &[
    "Petit", "Boulanger", "Marchand", "Leroy", "Blanc", "Rose", "Mercier", "Page", "Roux", "Noir",
    "Legrand", "Lebon", "Berger", "Chevalier", "Meunier", "Boucher", "Charpentier", "Maçon",
    "Tailleur", "Couturier", "Fabre", "Forest", "Dubois", "Fontaine", "Lacroix", "Chapelle",
    "Maison", "Jardin", "Prairie", "Vallée", "Montagne", "Rivière", "Étang", "Pont", "Château",
    "Loiseau", "Leloup", "Mouton", "Poisson", "Renard", "Lapin", "Merle", "Pinson", "Corbeau",
    "Poirier", "Cerisier", "Pommier", "Laurier", "Lavigne", "Olivier", "Fleury", "Bouquet",
    "Violet", "Brun", "Gros", "Sage", "Joli", "Vaillant", "Hardi", "Doux", "Bonhomme", "Jeune",
    "Vieux", "Cadet", "Cousin", "Neveu", "Gendre", "Parent", "Lenfant", "Pape", "Évêque", "Moine",
    "Clerc", "Prévôt", "Juge", "Avocat", "Sergent", "Maréchal", "Colonel", "Dimanche", "Janvier",
    "Avril", "Midi", "Hiver", "Printemps", "Carré", "Rond", "Long", "Court", "Lesage", "Bon",
    "Droit", "Salaire", "Congé", "Partage", "Grange", "Moulin", "Four", "Bourgeois", "Langlois",
    "Lallemand",
];
pub(super) const TOWNS: &[&str] = &[
    "Paris", "Lille", "Toulouse", "Lyon", "Nantes", "Rennes", "Tours", "Orléans", "Limoges",
    "Bordeaux", "Calais", "Cambrai", "Verdun", "Nevers", "Autun", "Mâcon", "Avignon", "Tournai",
    "Bayeux", "Vernon", "Dreux", "Mayenne", "Laval", "Angers", "Bourges", "Senlis", "Provins",
];
pub(super) const FIRST_NAME_SURNAMES: &[&str] = &[
    "Bernard", "Thomas", "Robert", "Richard", "Michel", "Laurent", "Simon", "David", "Bertrand",
    "Vincent", "André", "François", "Clément", "Denis", "Nicolas", "Henry", "Mathieu", "Gautier",
    "Lucas", "Félix", "Rémy", "Adam", "Baptiste", "Étienne", "Gilbert", "Marie", "Claude",
    "Jeanne", "Albert", "Alexandre", "Arthur", "Barthélemy", "Benjamin", "Christian", "Éric",
    "Gabriel",
];

pub(super) const FOREIGN: &[Culture] = &[
    // Maghreb
    (
        &[
            "Fatima", "Khadija", "Nadia", "Leïla", "Samira", "Yasmina", "Zohra", "Houria",
            "Ouarda", "Fatma-Zohra",
        ],
        &[
            "Mohamed", "Ahmed", "Karim", "Rachid", "Abdelkader", "Sofiane", "Noureddine", "Tahar",
            "Lakhdar", "Abd-el-Hak",
        ],
        &[
            "Benali", "Bouaziz", "Haddad", "El Idrissi", "Ait Ouali", "Belkacem", "Mansouri",
            "Cherif", "Ould Ali", "Zeroual", "El-Amrani", "Ben Salah",
        ],
    ),
    // West Africa
    (
        &["Aminata", "Fatoumata", "Mariam", "Awa", "Bintou", "Adjoua", "Ramatoulaye", "Oumou"],
        &["Mamadou", "Ibrahima", "Ousmane", "Souleymane", "Boubacar", "Kouassi", "Cheikh", "Yao"],
        &[
            "Diallo", "Traoré", "Coulibaly", "N'Diaye", "Sow", "Koné", "Kouadio", "Ouattara",
            "Bâ", "Sy", "N'Guessan", "Camara",
        ],
    ),
    // Central Africa
    (
        &["Grâce", "Divine", "Merveille", "Bénie", "Clarisse", "Nsimba"],
        &["Christ-Vie", "Dieudonné", "Trésor", "Glody", "Fiston", "Makiese"],
        &["Mbemba", "Nzuzi", "Kabongo", "Mbarga", "Ngoma", "Tchoumi", "Mukendi", "Nkoulou"],
    ),
    // Portugal and Brazil
    (
        &["Maria da Conceição", "Fátima", "Rosa", "Lurdes", "Graça", "Natália"],
        &["João", "José", "Manuel", "António", "Joaquim", "Nuno"],
        &[
            "Da Silva", "Ferreira", "Gonçalves", "Dos Santos", "Pereira", "De Oliveira",
            "Magalhães", "Lopes Pinto",
        ],
    ),
    // Poland and neighbours
    (
        &["Agnieszka", "Małgorzata", "Katarzyna", "Elżbieta", "Danuta", "Olena"],
        &["Krzysztof", "Zbigniew", "Stanisław", "Wojciech", "Mirosław", "Volodymyr"],
        &[
            "Kowalczyk", "Wiśniewski", "Nowicka", "Szymański", "Wójcik", "Dąbrowska", "Petrenko",
            "Hrynko",
        ],
    ),
    // Turkey
    (
        &["Ayşe", "Emine", "Gülsüm", "Zeynep", "Hatice"],
        &["Mehmet", "Mustafa", "Hüseyin", "Oğuz", "Ibrahim"],
        &["Yılmaz", "Özdemir", "Çelik", "Şahin", "Karataş", "Demirci", "Aydın"],
    ),
    // Vietnam
    (
        &["Thi Lan", "Thi Mai", "Ngoc Anh", "Kim Oanh"],
        &["Van Hung", "Minh Tuan", "Quoc Bao", "Duc Thang"],
        &["Nguyen", "Tran", "Pham", "Huynh", "Vo", "Ngo", "Ly", "Truong"],
    ),
    // China
    (
        &["Xiaoling", "Meihua", "Yan", "Lihua", "Qiuyue"],
        &["Jianguo", "Wei", "Zhiqiang", "Guofeng", "Bo"],
        &["Zheng", "Wu", "Lin", "Hu", "Ye", "Zhou", "Xu", "Ouyang"],
    ),
    // Comoros and Madagascar
    (
        &["Echati", "Moinaecha", "Zalihata", "Faouzia", "Voahangy"],
        &["Saïd", "Abdou", "Soilihi", "Mkolo", "Rivo"],
        &[
            "M'Madi", "Abdallah Mze", "Saïd Ali", "Mohamed Soilihi", "Youssouffa", "Rakotomalala",
            "Andrianarivo",
        ],
    ),
    // Armenia and Georgia
    (
        &["Anahit", "Gayane", "Hasmik", "Nino", "Tamar"],
        &["Aram", "Hovhannes", "Gevorg", "Giorgi", "Zurab"],
        &[
            "Sarkissian", "Petrossian", "Hovhannisyan", "Grigoryan", "Beridze", "Kapanadze",
            "Mkrtchyan",
        ],
    ),
    // Romania and the Balkans
    (
        &["Ionela", "Mihaela", "Florentina", "Vesna", "Liridona"],
        &["Gheorghe", "Vasile", "Dragan", "Arben", "Slobodan"],
        &["Popescu", "Ionescu", "Ciobanu", "Stojanovic", "Krasniqi", "Hoxha", "Radu"],
    ),
    // Sri Lanka and South Asia
    (
        &["Kavitha", "Sivaranjini", "Rukhsana", "Priya"],
        &["Sivakumar", "Thevarajah", "Muhammad Ali", "Rajendran"],
        &["Sivapalan", "Kandiah", "Chowdhury", "Hossain", "Balasubramaniam", "Kaur"],
    ),
    // Italy and Spain
    (
        &["Giuseppina", "Concetta", "Dolorès", "Assunta", "Pilar"],
        &["Salvatore", "Gaetano", "Jesus", "Ignacio", "Calogero"],
        &[
            "Esposito", "Lo Presti", "Di Marco", "Fernandez Ruiz", "Martinez", "Colonna d'Istria",
            "De Luca",
        ],
    ),
    // Brittany, Basque country, Corsica, overseas
    (
        &["Maïlys", "Nolwenn", "Amaia", "Ghjulia", "Marie-Joëlle"],
        &["Erwan", "Gwenaël", "Iñaki", "Ghjuvan", "Jean-Hugues"],
        &[
            "Le Goff", "Kerhervé", "Etcheverry", "Casanova", "Saint-Val", "Payet", "Hoarau",
            "Le Bihan", "Elizagoyen", "Pitou-Belin",
        ],
    ),
];
