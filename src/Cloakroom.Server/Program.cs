using Cloakroom.Server.Cli;

return await Commands.RunAsync(args);
