BEGIN TRANSACTION;
CREATE TABLE authorizations (
	id INTEGER NOT NULL, 
	station VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	id_token VARCHAR COLLATE "NOCASE" NOT NULL, 
	at VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	"transaction" VARCHAR, 
	status VARCHAR NOT NULL, 
	group_id VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "authorizations" VALUES(1,'CS-old','ISO14443','04A1','2026-11-28T21:30:40.403Z','TransactionEvent','T1','Accepted',NULL);
CREATE TABLE availability (
	station VARCHAR NOT NULL, 
	evse INTEGER NOT NULL, 
	connector INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	since VARCHAR NOT NULL, 
	PRIMARY KEY (station, evse, connector)
);
CREATE TABLE charging_limits (
	station VARCHAR NOT NULL, 
	evse INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	received VARCHAR NOT NULL, 
	payload JSON NOT NULL, 
	PRIMARY KEY (station, evse, source)
);
CREATE TABLE charging_profiles (
	station VARCHAR NOT NULL, 
	id INTEGER NOT NULL, 
	evse INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	stack_level INTEGER NOT NULL, 
	"transaction" VARCHAR, 
	remote_start_id INTEGER, 
	accepted BOOLEAN NOT NULL, 
	updated VARCHAR NOT NULL, 
	profile JSON NOT NULL, 
	PRIMARY KEY (station, id)
);
CREATE TABLE charging_report_parts (
	station VARCHAR NOT NULL, 
	request_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	payload JSON NOT NULL, 
	PRIMARY KEY (station, request_id, number)
);
CREATE TABLE charging_reports (
	station VARCHAR NOT NULL, 
	request_id INTEGER NOT NULL, 
	requested VARCHAR, 
	evse INTEGER, 
	criteria JSON, 
	complete BOOLEAN NOT NULL, 
	PRIMARY KEY (station, request_id)
);
CREATE TABLE charging_sessions (
	station VARCHAR NOT NULL, 
	evse INTEGER NOT NULL, 
	"transaction" VARCHAR NOT NULL, 
	received VARCHAR NOT NULL, 
	needs JSON NOT NULL, 
	granted JSON, 
	chosen JSON, 
	agreed BOOLEAN NOT NULL, 
	PRIMARY KEY (station, evse)
);
CREATE TABLE composite_schedules (
	station VARCHAR NOT NULL, 
	evse INTEGER NOT NULL, 
	received VARCHAR NOT NULL, 
	reported JSON NOT NULL, 
	computed JSON NOT NULL, 
	PRIMARY KEY (station, evse)
);
CREATE TABLE costs (
	station VARCHAR NOT NULL, 
	"transaction" VARCHAR NOT NULL, 
	tariff JSON NOT NULL, 
	began VARCHAR NOT NULL, 
	latest VARCHAR NOT NULL, 
	ended BOOLEAN NOT NULL, 
	"values" JSON NOT NULL, 
	PRIMARY KEY (station, "transaction")
)
 WITHOUT ROWID

;
CREATE TABLE customer_requests (
	station VARCHAR NOT NULL, 
	request_id INTEGER NOT NULL, 
	report BOOLEAN NOT NULL, 
	clear BOOLEAN NOT NULL, 
	customer JSON NOT NULL, 
	requested VARCHAR NOT NULL, 
	answer VARCHAR, 
	PRIMARY KEY (station, request_id)
);
CREATE TABLE display_messages (
	station VARCHAR NOT NULL, 
	id INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	answer VARCHAR, 
	"transaction" VARCHAR, 
	message JSON NOT NULL, 
	updated VARCHAR NOT NULL, 
	PRIMARY KEY (station, id)
);
CREATE TABLE display_reports (
	station VARCHAR NOT NULL, 
	request_id INTEGER NOT NULL, 
	wanted JSON NOT NULL, 
	answer VARCHAR, 
	complete BOOLEAN NOT NULL, 
	messages JSON NOT NULL, 
	requested VARCHAR NOT NULL, 
	PRIMARY KEY (station, request_id)
);
CREATE TABLE file_service (
	id INTEGER NOT NULL, 
	address VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "file_service" VALUES(1,'http://127.0.0.1:45907');
CREATE TABLE firmware_images (
	name VARCHAR NOT NULL, 
	location VARCHAR, 
	ticket VARCHAR, 
	certificate VARCHAR, 
	signature VARCHAR, 
	checksum VARCHAR, 
	size INTEGER, 
	stored VARCHAR NOT NULL, 
	PRIMARY KEY (name), 
	UNIQUE (ticket)
);
INSERT INTO "firmware_images" VALUES('compact-1.0.bin',NULL,'AYmcl8SrrnoN06oE4R1dXcrbxAhVa4yq','-----BEGIN CERTIFICATE-----
MIIBUDCB9qADAgECAhRO4ucOs38KZvWdE9gC0pdWIV+pcjAKBggqhkjOPQQDAjAo
MSYwJAYDVQQDDB1jb21wYWN0IENTTVMgZmlybXdhcmUgc2lnbmluZzAeFw0yNjEx
MjgyMDMwNDBaFw0zNjExMjUyMTMwNDBaMCgxJjAkBgNVBAMMHWNvbXBhY3QgQ1NN
UyBmaXJtd2FyZSBzaWduaW5nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsbFN
fFPFHVk1Uritf4fhQM/EzoFAD0+bxv6jzkK1vI+azHOPKUDLpr4KI52Kmb7EfqV2
X5wMfwe6lVrPE8DuTDAKBggqhkjOPQQDAgNJADBGAiEA+LtHnT7m9ze4fPs9TjQn
AviEnFdvUOwD9DEBk6RDrDgCIQC/V/bBbyiblvdJzaMm6Ar9Z7+X3ISoQo3LXlP/
8B5b0g==
-----END CERTIFICATE-----
','MEQCIDdylwb8ksMzEqKxO9FzzI65MPQUv5p57GjW5HusX5aSAiBVwnH0gJVZ/vi7kwOWFYozQ5SKV/iUVV6hniMhNiEo0A==','7dc16be2c444c72ffeab84b5080df6c8',21504,'2026-11-28T21:30:40.084Z');
CREATE TABLE firmware_updates (
	station VARCHAR NOT NULL, 
	request_id INTEGER NOT NULL, 
	firmware VARCHAR NOT NULL, 
	requested VARCHAR NOT NULL, 
	answer VARCHAR, 
	state VARCHAR, 
	updated VARCHAR NOT NULL, 
	PRIMARY KEY (station, request_id)
);
CREATE TABLE installed_certificates (
	id INTEGER NOT NULL, 
	station VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	parent INTEGER, 
	hash_algorithm VARCHAR NOT NULL, 
	issuer_name_hash VARCHAR NOT NULL, 
	issuer_key_hash VARCHAR NOT NULL, 
	serial_number VARCHAR NOT NULL, 
	reported VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE journal (
	id INTEGER NOT NULL, 
	station VARCHAR NOT NULL, 
	connection INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	direction VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	message_id VARCHAR, 
	action VARCHAR, 
	payload TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "journal" VALUES(1,'CS-old',1,'2026-11-28T21:30:40.379Z','in','CALL','BootNotification','BootNotification','{"reason":"PowerUp","chargingStation":{"model":"M","vendorName":"V"}}');
INSERT INTO "journal" VALUES(2,'CS-old',1,'2026-11-28T21:30:40.379Z','out','CALLRESULT','BootNotification','BootNotification','{"status":"Accepted","currentTime":"2026-11-28T21:30:40.368Z","interval":300}');
INSERT INTO "journal" VALUES(3,'CS-old',1,'2026-11-28T21:30:40.404Z','in','CALL','TransactionEvent','TransactionEvent','{"eventType":"Started","timestamp":"2026-01-01T00:00:00Z","triggerReason":"Authorized","seqNo":0,"transactionInfo":{"transactionId":"T1"},"idToken":{"idToken":"04A1","type":"ISO14443"}}');
INSERT INTO "journal" VALUES(4,'CS-old',1,'2026-11-28T21:30:40.404Z','out','CALLRESULT','TransactionEvent','TransactionEvent','{"idTokenInfo":{"status":"Accepted"}}');
CREATE TABLE local_list_entries (
	station VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	id_token VARCHAR COLLATE "NOCASE" NOT NULL, 
	info JSON NOT NULL, 
	PRIMARY KEY (station, type, id_token)
);
CREATE TABLE local_lists (
	station VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	certain BOOLEAN NOT NULL, 
	whole BOOLEAN NOT NULL, 
	updated VARCHAR NOT NULL, 
	PRIMARY KEY (station)
);
CREATE TABLE logs (
	station VARCHAR NOT NULL, 
	request_id INTEGER NOT NULL, 
	type VARCHAR NOT NULL, 
	ticket VARCHAR NOT NULL, 
	requested VARCHAR NOT NULL, 
	answer VARCHAR, 
	filename VARCHAR, 
	state VARCHAR, 
	received VARCHAR, 
	size INTEGER, 
	digest VARCHAR, 
	updated VARCHAR NOT NULL, 
	PRIMARY KEY (station, request_id), 
	UNIQUE (ticket)
);
CREATE TABLE meter_values (
	id INTEGER NOT NULL, 
	station VARCHAR NOT NULL, 
	evse INTEGER, 
	"transaction" VARCHAR, 
	seq_no INTEGER, 
	timestamp VARCHAR NOT NULL, 
	sampled JSON NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE meters (
	station VARCHAR NOT NULL, 
	evse INTEGER NOT NULL, 
	timestamp VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	energy FLOAT NOT NULL, 
	PRIMARY KEY (station, evse)
)
 WITHOUT ROWID

;
CREATE TABLE monitoring (
	station VARCHAR NOT NULL, 
	base VARCHAR, 
	level INTEGER, 
	updated VARCHAR NOT NULL, 
	PRIMARY KEY (station)
);
CREATE TABLE monitors (
	station VARCHAR NOT NULL, 
	id INTEGER NOT NULL, 
	component JSON NOT NULL, 
	variable JSON NOT NULL, 
	type VARCHAR NOT NULL, 
	value FLOAT, 
	severity INTEGER NOT NULL, 
	"transaction" BOOLEAN NOT NULL, 
	origin VARCHAR NOT NULL, 
	updated VARCHAR NOT NULL, 
	PRIMARY KEY (station, id)
);
CREATE TABLE notices (
	id INTEGER NOT NULL, 
	station VARCHAR NOT NULL, 
	received VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	request_id INTEGER, 
	payload JSON NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE ocsp_answers (
	certificate VARCHAR NOT NULL, 
	answer BLOB NOT NULL, 
	status VARCHAR NOT NULL, 
	good_until VARCHAR NOT NULL, 
	PRIMARY KEY (certificate)
);
CREATE TABLE operation_messages (
	message_id VARCHAR NOT NULL, 
	operation VARCHAR NOT NULL, 
	station VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	action VARCHAR NOT NULL, 
	request JSON NOT NULL, 
	sent VARCHAR NOT NULL, 
	answered VARCHAR, 
	answer JSON, 
	error JSON, 
	PRIMARY KEY (message_id)
);
CREATE TABLE operations (
	id VARCHAR NOT NULL, 
	station VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	created VARCHAR NOT NULL, 
	finished VARCHAR, 
	state VARCHAR NOT NULL, 
	parameters JSON NOT NULL, 
	handle JSON NOT NULL, 
	detail VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE publications (
	station VARCHAR NOT NULL, 
	request_id INTEGER NOT NULL, 
	firmware VARCHAR NOT NULL, 
	location VARCHAR NOT NULL, 
	checksum VARCHAR NOT NULL, 
	requested VARCHAR NOT NULL, 
	answer VARCHAR, 
	state VARCHAR, 
	locations JSON NOT NULL, 
	updated VARCHAR NOT NULL, 
	PRIMARY KEY (station, request_id)
);
CREATE TABLE report_parts (
	station VARCHAR NOT NULL, 
	request_id INTEGER NOT NULL, 
	seq_no INTEGER NOT NULL, 
	to_be_continued BOOLEAN NOT NULL, 
	received VARCHAR NOT NULL, 
	payload JSON NOT NULL, 
	PRIMARY KEY (station, request_id, seq_no)
);
CREATE TABLE reports (
	station VARCHAR NOT NULL, 
	request_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	operation VARCHAR, 
	requested VARCHAR, 
	PRIMARY KEY (station, request_id)
);
CREATE TABLE reservations (
	station VARCHAR NOT NULL, 
	id INTEGER NOT NULL, 
	evse INTEGER, 
	connector_type VARCHAR, 
	id_token VARCHAR NOT NULL, 
	token_type VARCHAR NOT NULL, 
	"group" JSON, 
	expiry VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	"transaction" VARCHAR, 
	requested VARCHAR NOT NULL, 
	ended VARCHAR, 
	PRIMARY KEY (station, id)
);
CREATE TABLE security_events (
	id INTEGER NOT NULL, 
	station VARCHAR NOT NULL, 
	received VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	timestamp VARCHAR NOT NULL, 
	tech_info VARCHAR, 
	PRIMARY KEY (id)
);
CREATE TABLE sequences (
	station VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	last INTEGER NOT NULL, 
	PRIMARY KEY (station, name)
);
CREATE TABLE signed_certificates (
	id INTEGER NOT NULL, 
	station VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	serial_number VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	chain VARCHAR NOT NULL, 
	signed VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE signing_triggers (
	station VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	PRIMARY KEY (station)
);
CREATE TABLE station_tariffs (
	station VARCHAR NOT NULL, 
	tariff VARCHAR NOT NULL, 
	PRIMARY KEY (station)
);
CREATE TABLE stations (
	id VARCHAR NOT NULL, 
	created VARCHAR NOT NULL, 
	password_hash VARCHAR, 
	offered_password_hash VARCHAR, 
	security_profile INTEGER NOT NULL, 
	boot_policy VARCHAR NOT NULL, 
	boot_times INTEGER, 
	boot_interval INTEGER, 
	registration VARCHAR, 
	last_boot VARCHAR, 
	boot_reason VARCHAR, 
	vendor VARCHAR, 
	model VARCHAR, 
	provisioned_serial_number VARCHAR, 
	serial_number VARCHAR, 
	firmware_version VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "stations" VALUES('CS-old','2026-11-28T21:30:40.214Z','scrypt$8$laJ+V5W0Nfwbv/2PzJCf1g==$fTxKuA35AQiMBpCi4p59KpafhyovpWkFNDBrMJE86Z0=',NULL,1,'accept',NULL,NULL,'Accepted','2026-11-28T21:30:40.368Z','PowerUp','V','M',NULL,NULL,NULL);
CREATE TABLE tariffs (
	name VARCHAR NOT NULL, 
	currency VARCHAR NOT NULL, 
	prices JSON NOT NULL, 
	updated VARCHAR NOT NULL, 
	PRIMARY KEY (name, currency)
);
CREATE TABLE tokens (
	type VARCHAR NOT NULL, 
	id_token VARCHAR COLLATE "NOCASE" NOT NULL, 
	status VARCHAR NOT NULL, 
	expiry VARCHAR, 
	group_id VARCHAR COLLATE "NOCASE", 
	group_type VARCHAR, 
	master_pass BOOLEAN NOT NULL, 
	PRIMARY KEY (type, id_token)
);
INSERT INTO "tokens" VALUES('ISO14443','04A1','Accepted',NULL,NULL,NULL,0);
CREATE TABLE transaction_events (
	station VARCHAR NOT NULL, 
	"transaction" VARCHAR NOT NULL, 
	seq_no INTEGER NOT NULL, 
	timestamp VARCHAR NOT NULL, 
	event_type VARCHAR NOT NULL, 
	"trigger" VARCHAR NOT NULL, 
	offline BOOLEAN NOT NULL, 
	received VARCHAR NOT NULL, 
	payload JSON NOT NULL, 
	PRIMARY KEY (station, "transaction", seq_no, timestamp, event_type)
)
 WITHOUT ROWID

;
INSERT INTO "transaction_events" VALUES('CS-old','T1',0,'2026-01-01T00:00:00Z','Started','Authorized',0,'2026-11-28T21:30:40.385Z','{"eventType":"Started","timestamp":"2026-01-01T00:00:00Z","triggerReason":"Authorized","seqNo":0,"transactionInfo":{"transactionId":"T1"},"idToken":{"idToken":"04A1","type":"ISO14443"}}');
CREATE TABLE transactions (
	station VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	evse INTEGER, 
	connector INTEGER, 
	id_token VARCHAR, 
	token_type VARCHAR, 
	remote_start_id INTEGER, 
	charging_state VARCHAR, 
	started VARCHAR, 
	ended VARCHAR, 
	stopped_reason VARCHAR, 
	latest_event VARCHAR NOT NULL, 
	learnt_from JSON NOT NULL, 
	messages_in_queue BOOLEAN, 
	PRIMARY KEY (station, id)
)
 WITHOUT ROWID

;
INSERT INTO "transactions" VALUES('CS-old','T1',NULL,NULL,'04A1','ISO14443',NULL,NULL,'2026-01-01T00:00:00Z',NULL,NULL,'2026-01-01T00:00:00.000Z','{"latest_event":[0,"2026-01-01T00:00:00.000Z"],"token":[0,"2026-01-01T00:00:00.000Z"],"started":[0,"2026-01-01T00:00:00.000Z"]}',NULL);
CREATE TABLE trusted_roots (
	fingerprint VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	certificate VARCHAR NOT NULL, 
	added VARCHAR NOT NULL, 
	PRIMARY KEY (fingerprint, purpose)
);
CREATE TABLE unpublications (
	station VARCHAR NOT NULL, 
	checksum VARCHAR NOT NULL, 
	answer VARCHAR NOT NULL, 
	answered VARCHAR NOT NULL, 
	PRIMARY KEY (station, checksum)
);
CREATE TABLE variables (
	station VARCHAR NOT NULL, 
	component VARCHAR COLLATE "NOCASE" NOT NULL, 
	component_instance VARCHAR COLLATE "NOCASE" NOT NULL, 
	evse INTEGER NOT NULL, 
	connector INTEGER NOT NULL, 
	variable VARCHAR COLLATE "NOCASE" NOT NULL, 
	variable_instance VARCHAR COLLATE "NOCASE" NOT NULL, 
	attribute VARCHAR NOT NULL, 
	value VARCHAR, 
	mutability VARCHAR, 
	constant BOOLEAN, 
	persistent BOOLEAN, 
	characteristics JSON, 
	updated VARCHAR NOT NULL, 
	PRIMARY KEY (station, component, component_instance, evse, connector, variable, variable_instance, attribute)
);
CREATE TABLE vendor_messages (
	vendor VARCHAR COLLATE "NOCASE" NOT NULL, 
	message VARCHAR COLLATE "NOCASE" NOT NULL, 
	status VARCHAR NOT NULL, 
	data JSON, 
	PRIMARY KEY (vendor, message)
);
CREATE INDEX ix_security_events_station ON security_events (station);
CREATE INDEX ix_journal_station ON journal (station);
CREATE INDEX ix_operations_station ON operations (station);
CREATE INDEX ix_operation_messages_operation ON operation_messages (operation);
CREATE INDEX authorizations_of ON authorizations (station, type, id_token);
CREATE INDEX ix_signed_certificates_station ON signed_certificates (station);
CREATE INDEX ix_installed_certificates_station ON installed_certificates (station);
CREATE INDEX meter_values_of ON meter_values (station, "transaction");
CREATE INDEX ix_display_messages_transaction ON display_messages ("transaction");
CREATE INDEX ix_notices_station ON notices (station);
CREATE INDEX ix_ocsp_answers_good_until ON ocsp_answers (good_until);
COMMIT;
PRAGMA user_version = 1;
