using Cloakroom.Server.Events;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Mail;

/// <summary>Adds mail: a server that takes it, in Development a folder, or nothing.</summary>
internal static class MailRegistration
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddSingleton<Outbox>().AddSingleton<MailLimit>().AddSingleton<PostOffice>();
        services.AddSingleton<MailFolder>().AddSingleton(p => p.GetRequiredService<ServerOptions>().Mail);
        services.AddSingleton<Envelope>().AddSingleton<NoticeTexts>().AddScoped<LetterWriter>();
        services.AddSingleton<SmtpSender>();
        services.AddSingleton<IMailSender>(p => p.GetRequiredService<PostOffice>().UsesFolder ? p.GetRequiredService<MailFolder>() : p.GetRequiredService<SmtpSender>());
        services.AddSingleton<IEventListener, NoticeMails>();
        services.AddHostedService<Postman>();
        return services;
    }
}
