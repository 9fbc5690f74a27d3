//! Which column of a list of clients is what, told by its name in English, Dutch and German: those of Fresha, Square,
//! Salonized, Booksy, Easy!Appointments, Google's contacts, and of the lists that salons keep themselves.

/// What a column says of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    FirstName,
    Infix,
    LastName,
    Email,
    Mobile,
    Phone,
    Birthday,
    Notes,
    Alert,
    Language,
    Consent,
}

/// The names of each, in small letters, without blanks and signs. Consent is consent to letters by e-mail: one to text
/// messages is another, and "opted out" the contrary.
const NAMES: &[(Column, &str)] = &[
    (
        Column::Name,
        "name fullname clientname customername client customer naam volledigenaam klantnaam klant kunde kundenname \
         vollständigername",
    ),
    (
        Column::FirstName,
        "firstname givenname forename first voornaam roepnaam vorname clientfirstname customerfirstname",
    ),
    (
        Column::Infix,
        "tussenvoegsel tussenvoegsels infix middlename namenszusatz",
    ),
    (
        Column::LastName,
        "lastname surname familyname last achternaam nachname familienname clientlastname customerlastname",
    ),
    (
        Column::Email,
        "email emailaddress mail emailadres emailadresse mailadres mailadresse primaryemail clientemail customeremail \
         email1value",
    ),
    (
        Column::Mobile,
        "mobile mobilenumber mobilephone mobilephonenumber cell cellphone cellphonenumber mobiel mobielnummer \
         mobieltelefoonnummer mobieletelefoon gsm gsmnummer handy handynummer mobil mobilnummer mobiltelefon \
         mobilfunknummer smsphone",
    ),
    (
        Column::Phone,
        "phone phonenumber phoneno telephone telephonenumber tel telno telefoon telefoonnummer telefon telefonnummer \
         homephone workphone contactnumber clientphone customerphone rufnummer festnetz festnetznummer \
         vastetelefoon phone1value",
    ),
    (
        Column::Birthday,
        "birthday birthdate dateofbirth dob geboortedatum verjaardag geburtsdatum geburtstag",
    ),
    (
        Column::Notes,
        "notes note memo comment comments clientnotes clientnote customernotes customernote notities notitie opmerking \
         opmerkingen bemerkung bemerkungen notiz notizen anmerkung anmerkungen remark remarks",
    ),
    (
        Column::Alert,
        "alert alerts allergy allergies allergie allergieën allergieen allergien medicalnotes medicalinformation \
         contraindications contraindicaties kontraindikationen waarschuwing warnhinweis unverträglichkeiten",
    ),
    (
        Column::Language,
        "language preferredlanguage locale taal voorkeurstaal sprache bevorzugtesprache",
    ),
    (
        Column::Consent,
        "acceptsmarketing acceptsemailmarketing marketingconsent emailmarketingconsent emailmarketing marketingemails \
         emailsubscriptionstatus marketingoptin emailoptin allowmarketing newsletter newslettersubscribed \
         allownewsletter nieuwsbrief nieuwsbriefontvangen marketingtoestemming toestemmingmarketing \
         newsletterabonnement marketingeinwilligung einwilligungmarketing einwilligungwerbung werbeeinwilligung",
    ),
];

/// What a column of that name says of a client; none where nothing is known of it.
pub(super) fn named(header: &str) -> Option<Column> {
    let plain: String = header
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect();
    NAMES
        .iter()
        .find(|(_, names)| names.split_ascii_whitespace().any(|name| name == plain))
        .map(|(column, _)| *column)
}

impl Column {
    /// The field of a client that it goes to, as the API names it.
    pub(super) fn field(self) -> &'static str {
        match self {
            Column::Name | Column::FirstName | Column::Infix | Column::LastName => "name",
            Column::Email => "email",
            Column::Mobile | Column::Phone => "phone",
            Column::Birthday => "birthday",
            Column::Notes => "notes",
            Column::Alert => "alert",
            Column::Language => "language",
            Column::Consent => "marketing_consent",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn columns_are_known_however_their_names_are_written() {
        for (header, column) in [
            ("First Name", Column::FirstName),
            ("first_name", Column::FirstName),
            ("E-mail 1 - Value", Column::Email),
            ("E-Mail-Adresse", Column::Email),
            ("Mobile Number", Column::Mobile),
            ("Allergieën", Column::Alert),
            ("Email Subscription Status", Column::Consent),
            ("Geburtsdatum", Column::Birthday),
        ] {
            assert_eq!(named(header), Some(column), "{header}");
        }
        for other in [
            "Accepts SMS Marketing",
            "Unsubscribed",
            "Client ID",
            "Gender",
            "",
        ] {
            assert_eq!(named(other), None, "{other}");
        }
    }

    #[test]
    fn no_name_means_two_things() {
        let all = NAMES
            .iter()
            .flat_map(|(_, names)| names.split_ascii_whitespace());
        let once: BTreeSet<_> = all.clone().collect();
        assert_eq!(once.len(), all.count());
    }
}
