package io.millrace.query.ratelimit;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code millrace.rate-limit.*}: {@code requests-per-minute} and {@code burst} of each.
 *
 * @param key of one API key, or one user's sessions
 * @param user of all keys and sessions of a user together
 * @param loginName attempts to log in that fail, by user name
 * @param loginAddress attempts to log in that fail, by address; of IPv6 by /64
 * @param operatorLimited whether the installation's own key is limited too
 */
@ConfigurationProperties("millrace.rate-limit")
record RateLimitProperties(Rate key, Rate user, Rate loginName, Rate loginAddress, boolean operatorLimited) {}
