using Cloakroom.Server.Mail;

namespace Cloakroom.Tests.Server.Mail;

public sealed class MailSettingsTests
{
    [Fact]
    public void Without_a_server_there_is_nothing_to_set() => Assert.Empty(new MailOptions().Validate());

    [Theory]
    [InlineData(587, false, "StartTls")]
    [InlineData(465, false, "Tls")]
    [InlineData(25, true, "Insecure")]
    public void The_way_there_is_protected_unless_it_was_said_otherwise(int port, bool isInsecure, string holds) =>
        Assert.Equal(holds, new MailOptions { Port = port, Security = isInsecure ? MailSecurity.Insecure : null }.EffectiveSecurity.ToString());

    public static TheoryData<string, string?, string?, string?, string?, bool> Mistakes => new()
    {
        { "Mail:Host is missing", null, "a@b.example", null, null, false },
        { "Mail:From is missing", "mail.example", null, null, null, false },
        { "Mail:From is 'nobody'", "mail.example", "nobody", null, null, false },
        { "Mail:Password is missing", "mail.example", "a@b.example", "user", null, false },
        { "Mail:User is missing", "mail.example", "a@b.example", null, "password", false },
        { "would go to mail.example in the clear", "mail.example", "a@b.example", "user", "password", true },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_stops_the_start_in_one_sentence(string sentence, string? host, string? from, string? user, string? password, bool isInsecure)
    {
        var options = new MailOptions { Host = host, From = from, User = user, Password = password, Security = isInsecure ? MailSecurity.Insecure : null };
        string said = Assert.Single(options.Validate());
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.DoesNotContain("'password'", said, StringComparison.Ordinal);
    }
}
