//! Delivery to a real mail server: the three kinds of encryption, sign-in, and every way in which a server
//! can say no or nothing.

use crate::support::smtp::SmtpServer;
use daybook::{
    config::Mail,
    outside::mailer::{DeliveryError, Mailer, Outbox, Parcel, Patience, Receipt},
};
use std::time::{Duration, Instant};

/// A server that says nothing is waited for this long, where a real one would get half a minute.
const PATIENCE: Patience = Patience {
    prepare: Duration::from_secs(6),
    letter: Duration::from_secs(8),
    idle: Duration::from_secs(30),
};

/// Settings for a server of the tests.
fn settings(server: &SmtpServer, security: &str) -> Mail {
    let (host, security) = ("localhost".into(), security.into());
    let from = "Salon Bloom <desk@bloom.example>".into();
    Mail {
        host,
        port: server.port(),
        security,
        from,
        ..Mail::default()
    }
}

fn signed_in(server: &SmtpServer, security: &str, password: &str) -> Mail {
    Mail {
        username: "bloom".into(),
        password: password.into(),
        ..settings(server, security)
    }
}

fn mailer(mail: &Mail, ca_file: &str) -> Mailer {
    Mailer::open_with(mail, ca_file, PATIENCE).unwrap()
}

/// Sends a letter to `to` and says what came of it, and whether “maybe sent” was noted.
fn send(mailer: &Mailer, to: &str) -> (Result<Receipt, DeliveryError>, bool) {
    let message =
        format!("Message-ID: <{to}>\r\nSubject: Hello\r\n\r\nHello {to}\r\n.\r\nQUIT\r\n");
    let parcel = Parcel {
        message_id: to,
        from: "desk@bloom.example",
        to,
        message: message.as_bytes(),
    };
    let mut noted = 0;
    let answer = mailer.deliver(&parcel, &mut || {
        noted += 1;
        Ok(())
    });
    assert!(noted <= 1, "the mark is made once");
    (answer, noted == 1)
}

fn not_sent(mailer: &Mailer, to: &str) -> String {
    match send(mailer, to) {
        (Err(DeliveryError::NotSent { why }), false) => why,
        other => panic!("{other:?}"),
    }
}

fn ca_file(server: &SmtpServer) -> String {
    server.ca_file().display().to_string()
}

#[test]
fn a_letter_arrives_unchanged_and_the_receipt_carries_the_servers_words() {
    let server = SmtpServer::start(&[]);
    let (answer, noted) = send(
        &mailer(&settings(&server, "none"), ""),
        "ada@client.example",
    );
    assert_eq!(answer.unwrap().answer, "250 2.0.0 Taken as 1");
    assert!(noted);
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(
        (letters[0].from.as_str(), letters[0].to.as_str()),
        ("desk@bloom.example", "ada@client.example")
    );
    assert!(
        letters[0]
            .message
            .ends_with("\r\n\r\nHello ada@client.example\r\n.\r\nQUIT\r\n"),
        "{:?}",
        letters[0].message
    );
}

#[test]
fn letters_go_out_encrypted_and_signed_in() {
    for security in ["starttls", "tls"] {
        let server = SmtpServer::start(&[
            "--security",
            security,
            "--user",
            "bloom",
            "--password",
            "s3cret",
        ]);
        let mailer = mailer(&signed_in(&server, security, "s3cret"), &ca_file(&server));
        send(&mailer, "ada@client.example").0.unwrap();
        let letter = &server.letters()[0];
        assert_eq!(
            (letter.encrypted, letter.user.as_deref()),
            (true, Some("bloom")),
            "{security}"
        );
    }
}

#[test]
fn a_wrong_password_is_said_without_saying_it_and_the_letter_waits() {
    let server = SmtpServer::start(&[
        "--security",
        "starttls",
        "--user",
        "bloom",
        "--password",
        "s3cret",
    ]);
    let mailer = mailer(
        &signed_in(&server, "starttls", "hunter2"),
        &ca_file(&server),
    );
    assert_eq!(
        not_sent(&mailer, "ada@client.example"),
        "The mail server localhost refused the sign-in (535). Please check user name and password under Settings → Mail and payments."
    );
    assert_eq!(format!("{mailer:?}"), "Smtp");
}

#[test]
fn a_server_that_wants_a_sign_in_says_so_when_none_is_set() {
    let server = SmtpServer::start(&["--user", "bloom", "--password", "s3cret"]);
    let why = not_sent(
        &mailer(&settings(&server, "none"), ""),
        "ada@client.example",
    );
    assert!(
        why.contains("wants a sign-in (530 ")
            && why.ends_with("under Settings → Mail and payments."),
        "{why}"
    );
    // Without encryption the password goes over the wire in the open, which is right only where it was
    // configured so.
    send(
        &mailer(&signed_in(&server, "none", "s3cret"), ""),
        "ada@client.example",
    )
    .0
    .unwrap();
    assert_eq!(server.letters()[0].user.as_deref(), Some("bloom"));
}

#[test]
fn a_certificate_is_trusted_only_with_its_authority_and_for_its_own_name() {
    for security in ["starttls", "tls"] {
        let server = SmtpServer::start(&["--security", security]);
        let why = not_sent(
            &mailer(&settings(&server, security), ""),
            "ada@client.example",
        );
        let start = "Nothing was sent: the certificate of the mail server localhost was issued by nobody whom this computer trusts.";
        assert!(why.starts_with(start), "{why}");
        send(
            &mailer(&settings(&server, security), &ca_file(&server)),
            "ada@client.example",
        )
        .0
        .unwrap();

        let other =
            SmtpServer::start(&["--security", security, "--name", "mail.elsewhere.example"]);
        let why = not_sent(
            &mailer(&settings(&other, security), &ca_file(&other)),
            "ada@client.example",
        );
        assert!(why.contains("was made for another name"), "{why}");
        assert!(other.letters().is_empty());
    }
}

#[test]
fn the_wrong_kind_of_encryption_is_named() {
    let plain = SmtpServer::start(&[]);
    let why = not_sent(
        &mailer(&settings(&plain, "starttls"), ""),
        "ada@client.example",
    );
    assert!(
        why.contains("offers no encryption (STARTTLS) on port"),
        "{why}"
    );
    let why = not_sent(&mailer(&settings(&plain, "tls"), ""), "ada@client.example");
    assert!(why.contains("Please try the security “starttls”"), "{why}");
    assert!(plain.letters().is_empty());
}

#[test]
fn what_the_server_says_decides_whether_a_letter_is_tried_again() {
    let server = SmtpServer::start(&[]);
    let mailer = mailer(&settings(&server, "none"), "");

    let why = not_sent(&mailer, "later@client.example");
    assert_eq!(
        why,
        "The mail server localhost did not take the letter to later@client.example yet \
         (451 4.7.1 Greylisted, come back later). The letter will be tried again."
    );
    send(&mailer, "later@client.example").0.unwrap();
    assert!(not_sent(&mailer, "full@client.example").contains("(452 4.2.2 Mailbox full)"));

    let refused = "The mail server localhost refused the address gone@client.example (550 5.1.1 No such user here). \
                   Please ask the client for the right one.";
    let refused = DeliveryError::Refused {
        code: 550,
        why: refused.into(),
    };
    assert_eq!(send(&mailer, "gone@client.example"), (Err(refused), false));

    let (busy, noted) = send(&mailer, "busy@client.example");
    assert!(
        matches!(busy, Err(DeliveryError::NotSent { .. })) && noted,
        "{busy:?}"
    );
    let (spam, noted) = send(&mailer, "spam@client.example");
    assert!(
        matches!(spam, Err(DeliveryError::Refused { code: 554, .. })) && noted,
        "{spam:?}"
    );

    send(&mailer, "ada@client.example").0.unwrap();
    assert_eq!(server.letters().len(), 2);
    assert_eq!(
        server.connections(),
        1,
        "a server that says no is still talked to"
    );
}

#[test]
fn a_sender_that_the_server_refuses_is_not_the_letters_fault() {
    let server = SmtpServer::start(&["--refuse-sender"]);
    let why = not_sent(
        &mailer(&settings(&server, "none"), ""),
        "ada@client.example",
    );
    assert!(
        why.contains(
            "takes no letters from desk@bloom.example (550 5.7.1 Sender not allowed here)"
        ),
        "{why}"
    );
}

#[test]
fn silence_before_the_body_is_not_sent_and_silence_after_it_is_ambiguous() {
    let server = SmtpServer::start(&[]);
    let mailer = mailer(&settings(&server, "none"), "");

    let started = Instant::now();
    assert!(not_sent(&mailer, "slow@client.example").contains("did not answer in time"));
    assert!(started.elapsed() < PATIENCE.letter);
    assert!(server.letters().is_empty());

    for to in ["mute@client.example", "drop@client.example"] {
        let started = Instant::now();
        let (answer, noted) = send(&mailer, to);
        assert!(
            matches!(answer, Err(DeliveryError::Ambiguous { .. })) && noted,
            "{to}: {answer:?}"
        );
        assert!(started.elapsed() < PATIENCE.letter + Duration::from_secs(1));
    }
    send(&mailer, "ada@client.example").0.unwrap();
    assert_eq!(server.letters().len(), 3);
}

#[test]
fn a_letter_that_could_not_be_noted_does_not_leave() {
    let server = SmtpServer::start(&[]);
    let mailer = mailer(&settings(&server, "none"), "");
    let parcel = Parcel {
        message_id: "x",
        from: "desk@bloom.example",
        to: "ada@client.example",
        message: b"Subject: x\r\n\r\nx\r\n",
    };
    let answer = mailer.deliver(&parcel, &mut || Err(anyhow::anyhow!("the disk is full")));
    let why = "The letter was held back because the book could not be written: the disk is full."
        .to_owned();
    assert_eq!(answer, Err(DeliveryError::NotSent { why }));
    send(&mailer, "bea@client.example").0.unwrap();
    let letters = server.letters();
    assert_eq!(
        (letters.len(), letters[0].to.as_str()),
        (1, "bea@client.example")
    );
}

#[test]
fn many_letters_share_one_connection_and_a_stale_one_is_replaced() {
    let server = SmtpServer::start(&["--idle", "1"]);
    let mailer = mailer(&settings(&server, "none"), "");
    let started = Instant::now();
    for number in 0..200 {
        send(&mailer, &format!("client{number}@client.example"))
            .0
            .unwrap();
    }
    let took = started.elapsed();
    assert!(
        took < Duration::from_secs(2),
        "200 letters took {took:?}; 100 a second are promised"
    );
    assert_eq!((server.letters().len(), server.connections()), (200, 1));

    std::thread::sleep(Duration::from_millis(1500));
    send(&mailer, "ada@client.example").0.unwrap();
    assert_eq!(server.connections(), 2, "the server had hung up meanwhile");
    mailer.close_idle();
    send(&mailer, "ada@client.example").0.unwrap();
    assert_eq!(server.connections(), 3);
}

#[test]
fn an_idle_connection_is_closed() {
    let server = SmtpServer::start(&[]);
    let patience = Patience {
        idle: Duration::from_millis(100),
        ..PATIENCE
    };
    let mailer = Mailer::open_with(&settings(&server, "none"), "", patience).unwrap();
    for _ in 0..2 {
        send(&mailer, "ada@client.example").0.unwrap();
        std::thread::sleep(Duration::from_millis(400));
    }
    assert_eq!(server.connections(), 2);
}

#[test]
fn a_server_that_is_not_there_is_said_to_be_so() {
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let mail = |host: &str| Mail {
        host: host.into(),
        port: gone,
        security: "none".into(),
        ..Mail::default()
    };
    let why = not_sent(&mailer(&mail("127.0.0.1"), ""), "ada@client.example");
    assert_eq!(
        why,
        format!(
            "The mail server 127.0.0.1 takes no connections on port {gone}. Please check the port under Settings → Mail and payments."
        )
    );
    let why = not_sent(&mailer(&mail("no such host"), ""), "ada@client.example");
    assert!(
        why.starts_with("The mail server “no such host” was not found."),
        "{why}"
    );
}

/// Listens and never says a word: worse than a server that is down.
#[test]
fn silent_servers_do_not_pile_up_waiting_threads() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let mail = Mail {
        host: "127.0.0.1".into(),
        port,
        security: "none".into(),
        ..Mail::default()
    };
    let patience = Patience {
        prepare: Duration::from_millis(100),
        ..PATIENCE
    };
    let mailer = Mailer::open_with(&mail, "", patience).unwrap();
    for _ in 0..20 {
        assert!(not_sent(&mailer, "ada@client.example").contains("did not answer in time"));
    }
    listener.set_nonblocking(true).unwrap();
    let knocks = listener.incoming().map_while(Result::ok).count();
    assert!(knocks <= 4, "{knocks} connections");
}

#[test]
fn settings_that_can_not_be_right_are_refused_with_a_sentence() {
    let refusal = |mail: Mail, ca_file: &str| Mailer::open(&mail, ca_file).unwrap_err().to_string();
    let mail = || Mail {
        host: "mail.example.com".into(),
        ..Mail::default()
    };
    assert_eq!(
        refusal(
            Mail {
                from: "My Salon".into(),
                ..mail()
            },
            ""
        ),
        "The sender “My Salon” is not an e-mail address. Write it as My Salon <desk@example.com>."
    );
    assert_eq!(
        refusal(
            Mail {
                security: "ssl".into(),
                ..mail()
            },
            ""
        ),
        "The mail server's security must be starttls, tls or none, not “ssl”."
    );
    let why = refusal(mail(), "/no/such/file.pem");
    assert!(
        why.starts_with("The certificates in /no/such/file.pem can't be used: "),
        "{why}"
    );
    let why = refusal(mail(), concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    assert!(
        why.ends_with("there is no certificate in PEM form in it."),
        "{why}"
    );
}

#[test]
fn without_a_server_letters_wait_and_a_folder_takes_precedence() {
    let nowhere = mailer(&Mail::default(), "");
    assert!(!nowhere.is_configured());
    assert!(not_sent(&nowhere, "ada@client.example").starts_with("No mail server is set up yet"));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let mail = Mail {
        host: "mail.example.com".into(),
        folder: path,
        ..Mail::default()
    };
    let (answer, noted) = send(&mailer(&mail, ""), "ada@client.example");
    assert!(answer.is_ok() && noted);
    assert!(folder.path().join("ada@client_example.eml").exists());
}

#[test]
fn the_memory_mailer_fails_as_it_is_told() {
    let outbox = Outbox::new();
    let mailer = Mailer::Memory(outbox.clone());
    outbox.fail_next(DeliveryError::NotSent { why: "down".into() });
    outbox.fail_next(DeliveryError::Ambiguous { why: "cut".into() });
    outbox.fail_for(
        "gone@x.example",
        DeliveryError::Refused {
            code: 550,
            why: "gone".into(),
        },
    );
    assert_eq!(not_sent(&mailer, "ada@x.example"), "down");
    assert!(matches!(
        send(&mailer, "ada@x.example"),
        (Err(DeliveryError::Ambiguous { .. }), true)
    ));
    assert!(matches!(
        send(&mailer, "gone@x.example"),
        (Err(DeliveryError::Refused { code: 550, .. }), false)
    ));
    send(&mailer, "ada@x.example").0.unwrap();
    outbox.recover();
    send(&mailer, "gone@x.example").0.unwrap();
    let to: Vec<_> = outbox.take().into_iter().map(|letter| letter.to).collect();
    assert_eq!(to, ["ada@x.example", "gone@x.example"]);
    assert!(outbox.delivered().is_empty());
}
