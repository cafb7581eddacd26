using System.Globalization;
using System.Security.Cryptography;
using Cloakroom.Server.Settings;
using MimeKit;

namespace Cloakroom.Server.Mail;

/// <summary>
/// Where mail lands while an application is being developed: one file for each, in the format of mail programs (RFC 5322), readable by its
/// owner alone. The oldest make way.
/// </summary>
internal sealed class MailFolder(ServerOptions options, TimeProvider time) : IMailSender
{
    public const string Extension = ".eml";

    private const int MaxFiles = 500;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path { get; } = options.MailFolder;

    public async Task<MailOutcome> SendAsync(MimeMessage mail, CancellationToken cancellationToken)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path);
            }
            else
            {
                Directory.CreateDirectory(Path, Owner | UnixFileMode.UserExecute);
            }

            string name = System.IO.Path.Combine(Path, NewName()), unfinished = name + ".part";
            var form = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                form.UnixCreateMode = Owner;
            }

            await using (var file = new FileStream(unfinished, form))
            {
                await mail.WriteToAsync(file, cancellationToken);
            }

            // Whoever waits for a mail never sees half of one.
            File.Move(unfinished, name);
            foreach (string old in Names().Skip(MaxFiles))
            {
                File.Delete(System.IO.Path.Combine(Path, old));
            }

            return MailOutcome.Sent;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new(MailFate.Away, failure.GetType().Name);
        }
    }

    public Task RestAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The names of all files, the latest first.</summary>
    public IReadOnlyList<string> Names() => !Directory.Exists(Path) ? []
        : [.. new DirectoryInfo(Path).EnumerateFiles("*" + Extension).Select(f => f.Name).OrderDescending(StringComparer.Ordinal)];

    /// <summary>Reads one; null when there is none of this name.</summary>
    public MimeMessage? Read(string name)
    {
        // Only a name that stands in the list: no path leads elsewhere.
        return Names().Contains(name, StringComparer.Ordinal) ? MimeMessage.Load(System.IO.Path.Combine(Path, name)) : null;
    }

    // In the order of time by name.
    private string NewName() =>
        time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture) + "-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)) + Extension;
}
