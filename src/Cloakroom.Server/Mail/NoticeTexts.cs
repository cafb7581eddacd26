using System.Globalization;
using Cloakroom.Server.Events;
using Cloakroom.Server.Languages;

namespace Cloakroom.Server.Mail;

/// <summary>What people are told of what happened to their account (promise Q53, ASVS 6.3.5 and 6.3.7).</summary>
internal sealed class NoticeTexts(Deployment deployment)
{
    // The subject, and the sentence about the account at {0}.
    private static readonly Dictionary<string, (string Subject, string Sentence)> Known = new(StringComparer.Ordinal)
    {
        [EventKind.NewDevice] = ("A login on a new device", "Somebody logged in to your account at {0} on a device that was not seen before."),
        [EventKind.PasswordChanged] = ("Your password was changed", "The password of your account at {0} was changed, and all other sessions were ended."),
        [EventKind.PasswordReset] = ("Your password was set anew", "The password of your account at {0} was set anew by a link from a mail, and all sessions were ended."),
        [EventKind.EmailChanged] = ("Your address was changed", "This is the address of your account at {0} now. You log in with it."),
        [EventKind.FactorAdded] = ("A second factor was added", "Your account at {0} asks for a second factor now."),
        [EventKind.FactorRemoved] = ("A second factor was removed", "A second factor was removed from your account at {0}."),
        [EventKind.RecoveryCodesMade] = ("New recovery codes", "New recovery codes were made for your account at {0}. The old ones work no longer."),
        [EventKind.RecoveryCodeUsed] = ("A recovery code was used", "Somebody logged in to your account at {0} with a recovery code. It works no longer."),
        [EventKind.PasskeyAdded] = ("A passkey was added", "A passkey was added to your account at {0}. Whoever holds it can log in."),
        [EventKind.PasskeyRemoved] = ("A passkey was removed", "A passkey was removed from your account at {0}."),
        [EventKind.ExternalLinked] = ("Another way to log in", "Your account at {0} can now be entered with an account elsewhere."),
        [EventKind.ExternalUnlinked] = ("One way less to log in", "An account elsewhere no longer leads to your account at {0}."),
        [EventKind.Disabled] = ("Your account was disabled", "Your account at {0} was disabled, and all its sessions were ended."),
        [EventKind.Enabled] = ("Your account works again", "Your account at {0} can be used again."),
    };

    /// <summary>Every sentence that may be said, for those who translate.</summary>
    public static IEnumerable<string> Sentences => Known.Values.SelectMany(t => new[] { t.Subject, t.Sentence });

    /// <summary>Whether people are told of it.</summary>
    public static bool Has(string kind) => Known.ContainsKey(kind);

    /// <summary>The notice; null for a kind that nobody is told of.</summary>
    public Draft? Write(Letter letter, string address)
    {
        if (!Known.TryGetValue(letter.Kind, out (string Subject, string Sentence) text))
        {
            return null;
        }

        string time = letter.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        string where = letter.Payload.Length == 0 ? "" : "\r\n" + Texts.Say("Device: {0}", letter.Payload);
        return new(address, Texts.Say(text.Subject), Texts.Say(text.Sentence, deployment.Origin.Url.Authority), Texts.Say("Time: {0}", time) + where)
        {
            After = letter.Kind is EventKind.Disabled or EventKind.Enabled
                ? [Texts.Say("For questions, ask an administrator.")]
                : [Texts.Say("If it was you, there is nothing to do."), Texts.Say("If it was not you, set a new password at once: {0}", deployment.Origin.Serialized + "/forgot")],
        };
    }
}
