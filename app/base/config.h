/*
 * config.h - the settings of a process: one environment file, checked as a
 * whole at start. conf/aoj.env.example documents every setting.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>

#include "base/outcome.h"
#include "base/text.h"

struct config {
	bool production;		/* AOJ_MODE=production; else "trial" */
	char database[512];		/* AOJ_DATABASE: libpq conninfo without user and password */
	char secrets[256];		/* AOJ_SECRETS: folder of key and password files */
	char assets[256];		/* AOJ_ASSETS: folder with pages/, letters/, dist/ */
	char mail[256];			/* AOJ_MAIL: smtp://host:port, smtps://…, or maildir:PATH */
	char mail_user[128];		/* AOJ_MAIL_USER: SMTP user, password in secrets/post/smtp.password */
	char journal[256];		/* AOJ_JOURNAL: folder on tmpfs for post's journal */
	char operator_name[200];	/* AOJ_OPERATOR_NAME: who runs this installation, for privacy page */
	char operator_mail[200];	/* AOJ_OPERATOR_MAIL */
};

/* Reads the settings from the environment (AOJ_…), and from the file that
 * AOJ_ENV names for those the environment lacks. On REFUSED mistakes holds
 * one line per mistake: setting, value, what would be right. */
enum outcome config_read(struct config *out, struct text *mistakes);

/* Reads a secret file: refuses (FAILED, logged) one that is readable or
 * writable by group or others or larger than size; sets *len. */
enum outcome config_secret(const char *folder, const char *name,
    unsigned char *out, size_t size, size_t *len);

#endif
