/**
 * Words that passwords are commonly made of, in French and English. Written for Jeton, word by word, from general
 * knowledge of habits (keyboards, seasons, first names, clubs, pets, the university itself): no leaked list was copied.
 * `blocklist.ts` derives the list proper from them.
 */
export const COMMON_WORDS: readonly string[] = `
password passw0rd pass passwort motdepasse mdp secret sesame changeme change changer login admin administrator
administrateur root user utilisateur guest invite test testing test123 demo temp temporaire default defaut master access
acces welcome bienvenue hello bonjour bonsoir salut coucou merci please letmein entrer ouvre toto titi tata tutu foo foobar
iloveyou jetaime jtaime jetadore monamour amour love lovely kiss bisous bisou calin coeur cheri cherie chouchou doudou
loulou loulou12 minou minouche choupette choupinette poupette poupee princesse princess prince reine king queen angel ange
demon diablo satan star etoile soleil sunshine sun lune moon ciel rainbow arcenciel nuage orage tonnerre
printemps ete été automne hiver spring summer autumn fall winter
janvier fevrier février mars avril mai juin juillet aout août septembre octobre novembre decembre décembre
january february march april may june july august september october november december
lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday
universite université university fac faculte faculté campus etudiant étudiant etudiante student prof professeur enseignant
teacher ecole école school lycee lycée college collège licence master1 master2 doctorat these thèse examen exam concours
bibliotheque library cours amphi sorbonne moodle ent ipweb scolarite inscription rentree rentrée diplome medecine médecine
droit lettres sciences physique chimie biologie histoire
france french francais français paris lyon marseille lille toulouse bordeaux nantes nice strasbourg rennes montpellier
grenoble bretagne corse provence europe london londres england america newyork
football foot soccer psg om ol asse losc rugby basket tennis judo velo running barcelona barcelone realmadrid chelsea
arsenal liverpool juventus mbappe zidane messi ronaldo neymar
nicolas julien thomas alexandre maxime antoine pierre paul jean marie camille julie laura lea léa manon chloe chloé emma
ines inès sarah lucas hugo louis arthur jules gabriel raphael raphaël adam nathan enzo theo théo mathieu matthieu clement
clément romain quentin florian kevin kévin dylan jordan anthony sebastien sébastien christophe philippe patrick michel
isabelle nathalie sophie valerie valérie sandrine celine céline stephanie stéphanie aurelie aurélie caroline pauline marine
charlotte juliette alice louise rose jade zoe zoé eva clara lola lina mohamed yasmine sofia fatima karim mehdi bilal
michael jennifer jessica daniel david robert andrew joshua matthew ashley hannah charlie george michelle nicole amanda
chocolat chocolate caramel vanille cookie nutella cannelle orange banane fraise cerise citron pomme framboise mangue
tigre tiger lion panda dauphin dolphin cheval horse chaton chat kitty chien dog puppy lapin licorne unicorn dragon monkey
singe papillon butterfly loup wolf aigle eagle ours bear tortue shadow
maman papa famille family bebe baby enfant frere soeur mamie papy copain copine ami amis friend friends forever toujours
argent money dollar euro banque bitcoin richesse
musique music guitare guitar piano metallica nirvana eminem rihanna beyonce ninho jul booba
pokemon pikachu naruto sasuke onepiece luffy dragonball vegeta goku mario zelda minecraft fortnite sonic starwars
batman superman spiderman ironman avengers harrypotter hogwarts matrix gandalf frodo mickey disney
google facebook instagram youtube twitter snapchat tiktok netflix amazon apple iphone samsung android windows microsoft
linux ubuntu internet computer ordinateur portable telephone server serveur oracle cisco
voiture ferrari porsche mercedes renault peugeot clio citroen toyota mustang harley yamaha honda
liberte liberté egalite fraternite vacances voyage travel freedom peace paix bonheur happy happiness sourire smile
lucky chance magic magique jesus dieu god allah inchallah hamdoullah bible
trustno whatever nothing rien noname azertyuiop qwertyuiop azerty qwerty qwertz azertyui qwertyui qsdfghjklm asdfghjkl
asdfgh qsdfgh wxcvbn zxcvbn zxcvbnm poiuytreza azer qwer azqs wxcv aqwzsx aqwzsxedc azeqsd azeqsdwxc qazwsx qazwsxedc
1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1a2z3e4r 1a2z3e4r5t a1z2e3r4 a1z2e3r4t5 q1w2e3r4 abc abcd abcde abcdef abcdefgh abc123
aaaa aaaaaa aaaaaaaa 0000 000000 00000000 1111 111111 11111111 1212 121212 123123 123321 654321 87654321 987654321 666666
696969 777777 888888 1234 12345 123456 1234567 12345678 123456789 1234567890 0123456789 01234567890 012345678
`
  .trim()
  .split(/\s+/);
