/*
 * config.h - the settings of a process: one environment file, checked as a
 * whole at start. conf/aoj.env.example documents every setting.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>

#include "base/outcome.h"
#include "base/text.h"

/* Where the settings are when AOJ_ENV names no file: `make run` writes them
 * here, so that `build/aoj` finds what it made. */
#define CONFIG_FILE ".run/aoj.env"

struct config {
	bool production;	/* AOJ_MODE=production; else "trial" */
	char mode[16];		/* AOJ_MODE */
	char database[512];	/* AOJ_DATABASE: conninfo without user */
	char secrets[256];	/* AOJ_SECRETS: folder of key and
				 * password files */
	char assets[256];	/* AOJ_ASSETS: folder with pages/, dist/ … */
	char mail[256];		/* AOJ_MAIL: smtp(s)://host:port or maildir:… */
	char mail_user[128];	/* AOJ_MAIL_USER; its password is in
				 * secrets/post/smtp.password */
	char bounce_address[200];	/* AOJ_BOUNCE_ADDRESS, or "" */
	char bounce_maildir[256];	/* AOJ_BOUNCE_MAILDIR, or "" */
	char letter_hosts[512];	/* AOJ_LETTER_HOSTS: hosts that letters may
				 * name beside the wave's own, a space or
				 * comma between */
	char sender_domains[512];	/* AOJ_SENDER_DOMAINS: letters may come
					 * from there though their link is
					 * elsewhere; as letter_hosts */
	int mail_connections;	/* AOJ_MAIL_CONNECTIONS: at once, a process */
	int mail_rate;		/* AOJ_MAIL_RATE: letters a second, 0 any */
	int mail_domain_rate;	/* AOJ_MAIL_DOMAIN_RATE: letters a minute to
				 * one domain, 0 any */
	int mail_give_up;	/* AOJ_MAIL_GIVE_UP: hours */
	char journal[256];	/* AOJ_JOURNAL: tmpfs folder, for post */
	char operator_name[200];	/* AOJ_OPERATOR_NAME: who runs this
					 * installation, for the privacy page */
	char operator_mail[200];	/* AOJ_OPERATOR_MAIL */
	char survey_address[64];	/* AOJ_SURVEY_ADDRESS: a numeric one */
	int survey_port;	/* AOJ_SURVEY_PORT */
	int survey_workers;	/* AOJ_SURVEY_WORKERS */
	int cluster_port;	/* AOJ_CLUSTER_PORT: of make run's PostgreSQL */
};

/* Reads the settings from the environment (AOJ_…), and from the file that
 * AOJ_ENV names (CONFIG_FILE, if it is there, when AOJ_ENV is not set; none
 * when it is empty) for those the environment lacks. On REFUSED mistakes holds
 * one line per mistake: setting, value, what would be right. */
enum outcome config_read(struct config *out, struct text *mistakes);

/* Adds the settings to out as a file that config_read reads alike. */
void config_write(const struct config *c, struct text *out);

/* Reads a secret file: refuses (FAILED, logged) one that is readable or
 * writable by group or others or larger than size; sets *len. */
enum outcome config_secret(const char *folder, const char *name,
    unsigned char *out, size_t size, size_t *len);

#endif
